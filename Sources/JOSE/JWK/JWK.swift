/// A public signature key with what RFC 7517 §4 says about it.
package struct JWK: Sendable, Hashable {
  /// The key itself, which decides the algorithm.
  package var key: VerificationKey
  /// `kid`
  package var keyID: String?
  /// `use`; only `sig` or nothing.
  package var use: String?
  /// `alg`; when present it is the key's own.
  package var algorithm: String?
  /// Members beside those of the key and the three above, such as `x5c`, as they came.
  package var otherMembers: JSONObject

  /// A key to publish. Says `use` and `alg`, so that nobody has to guess.
  package init(_ key: VerificationKey, keyID: String?) {
    self.key = key
    self.keyID = keyID
    use = "sig"
    algorithm = key.algorithm.rawValue
    otherMembers = [:]
  }

  /// Reads one JWK for signatures.
  package init(parsing json: JSON) throws(JWKRejection) {
    guard var members = json.object else { throw .malformed }
    try VerificationKey.refusePrivateMembers(members)
    use = try Self.text(members["use"])
    guard use == nil || use == "sig" else { throw .wrongUse }
    if let operations = members["key_ops"] {
      guard let operations = operations.array else { throw .malformed }
      guard operations.contains("verify") else { throw .wrongUse }
    }
    algorithm = try Self.text(members["alg"])
    key = try VerificationKey(jwk: json)
    if case .sm2(var named) = key, let algorithm, SM2VerificationKey.aliases.contains(algorithm) {
      named.alias = algorithm
      key = .sm2(named)
    }
    guard algorithm.map(key.isNamed) ?? true else { throw .unsupportedAlgorithm }
    keyID = try Self.text(members["kid"])
    for name in key.jwk.names + ["use", "alg", "kid"] { members[name] = nil }
    otherMembers = members
  }

  /// The public JWK.
  package var json: JSON {
    var members = key.jwk
    members["kid"] = keyID.map { .string($0) }
    members["use"] = use.map { .string($0) }
    members["alg"] = algorithm.map { .string($0) }
    members.merge(otherMembers)
    return .object(members)
  }

  private static func text(_ member: JSON?) throws(JWKRejection) -> String? {
    guard let member else { return nil }
    guard let text = member.string else { throw .malformed }
    return text
  }
}
