import JOSE
import OAuth

/// For whom an access token is (RFC 9068 §3, RFC 8707).
enum TokenAudience {
  /// The resources of the client's registration, or those of them that the request names; and this server itself where
  /// UserInfo must take the token.
  static func audiences(
    of client: Client, requested: [String], scopes: ScopeSet, issuer: Issuer
  ) throws(TokenRefusal) -> [String] {
    let registered = try registered(by: client, issuer: issuer, covering: requested)
    var audiences = requested.isEmpty ? registered : registered.filter(requested.contains)
    if scopes.contains(.openID), !audiences.contains(issuer.value) { audiences.append(issuer.value) }
    return audiences
  }

  /// The resources that the client may have tokens for; refuses a request for another one.
  @discardableResult
  static func registered(
    by client: Client, issuer: Issuer, covering requested: [String]
  ) throws(TokenRefusal) -> [String] {
    let registered = client.audiences.isEmpty ? [issuer.value] : client.audiences
    for resource in requested {
      guard registered.contains(where: { $0.isExactly(resource) }) else { throw .unknownResource }
    }
    return registered
  }
}
