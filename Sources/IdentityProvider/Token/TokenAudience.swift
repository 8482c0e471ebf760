import JOSE
import OAuth

/// For whom an access token is (RFC 9068 §3, RFC 8707).
enum TokenAudience {
  /// The resources of the client's registration, those of them that were granted, or those of these that the request
  /// names: each only narrows. And this server itself where UserInfo must take the token.
  static func audiences(
    of client: Client, granted: [String] = [], requested: [String], scopes: ScopeSet, issuer: Issuer
  ) throws(TokenRefusal) -> [String] {
    let registered = try registered(by: client, issuer: issuer, covering: requested)
    try require(requested, within: granted)
    let narrowest = requested.isEmpty ? granted : requested
    var audiences = narrowest.isEmpty ? registered : registered.filter { narrowest.contains(where: $0.isExactly) }
    if scopes.contains(.openID), !audiences.contains(issuer.value) { audiences.append(issuer.value) }
    guard !audiences.isEmpty else { throw .unknownResource }
    return audiences
  }

  /// Refuses a resource that was not granted (RFC 8707 §2.2).
  static func require(_ requested: [String], within granted: [String]) throws(TokenRefusal) {
    guard granted.isEmpty || requested.allSatisfy({ granted.contains(where: $0.isExactly) }) else {
      throw .unknownResource
    }
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
