import JOSE
import OAuth

extension ClientDocument {
  /// `tongzhao_may_exchange_for`: the scopes that may be handed on, by audience. Only a resource server that proves
  /// itself has anything to hand on; and what concerns the login's own client alone stays with it.
  func exchangePermissions(
    grantTypes: Set<GrantType>, introspectionAudiences: [String]
  ) throws(ClientMetadataRejection) -> [ExchangePermission] {
    let member = "tongzhao_may_exchange_for"
    guard let value = members[member] else { return [] }
    guard let pairs = value.object, pairs.count <= 64 else { throw .init(member, .malformed) }
    guard grantTypes.contains(.tokenExchange) else { throw .init("grant_types", .inconsistent) }
    guard !introspectionAudiences.isEmpty else { throw .init("tongzhao_introspection_audiences", .missing) }
    var permissions: [ExchangePermission] = []
    for (audience, text) in pairs {
      guard !audience.isEmpty, let scopes = text.string.flatMap({ ScopeSet(parsing: $0) }) else {
        throw .init(member, .malformed)
      }
      guard scopes.intersection([.openID, .offlineAccess, .holderIdentity]).isEmpty else {
        throw .init(member, .inconsistent)
      }
      permissions.append(ExchangePermission(audience: audience, scopes: scopes))
    }
    return permissions
  }
}
