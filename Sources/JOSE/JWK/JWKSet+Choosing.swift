extension JWK {
  /// The key as it verifies a token of this algorithm. An RSA key whose JWK names no `alg` (RFC 7517 §4.4) serves either of
  /// RSA's two; every other has one algorithm, whatever the token says.
  package func key(for used: SignatureAlgorithm?) -> VerificationKey {
    guard used == .ps256, algorithm == nil, case .rs256(let numbers) = key else { return key }
    return .ps256(numbers)
  }
}

extension JWKSet {
  /// The key by which this token says that it is signed: by `kid`; without one the only key of its algorithm (RFC 7515
  /// §4.1.4 makes `kid` optional).
  package func key(of token: UnverifiedJWS) throws(JOSERejection) -> VerificationKey {
    if let keyID = token.keyID {
      guard let key = key(id: keyID, for: token.algorithm) else { throw .unknownKey }
      return key.key(for: token.algorithm)
    }
    let candidates = keys.map { $0.key(for: token.algorithm) }.filter { $0.algorithm == token.algorithm }
    guard let only = candidates.first, candidates.count == 1 else { throw .unknownKey }
    return only
  }
}
