import OAuth

extension ClientDocument {
  /// `tongzhao_device_scopes`: that an operator lets this client log in devices, and the most that a device may have;
  /// `offline_access` only where it is named. Nil, and so no devices, when it is left out.
  func deviceScopes(grantTypes: Set<GrantType>) throws(ClientMetadataRejection) -> ScopeSet? {
    let member = "tongzhao_device_scopes"
    guard let text = try string(member) else { return nil }
    guard let scopes = ScopeSet(parsing: text), !scopes.isEmpty else { throw .init(member, .malformed) }
    guard grantTypes.contains(.deviceCode) else { throw .init("grant_types", .inconsistent) }
    // Who acts, nobody learns by way of a screen that somebody else looks at.
    guard !scopes.contains(.holderIdentity) else { throw .init(member, .inconsistent) }
    return scopes
  }
}
