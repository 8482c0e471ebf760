import JOSE
import LibCrypto

/// A signing key in a token.
struct HeldKey: Sendable {
  let location: KeyLocation
  let verificationKey: VerificationKey
  /// Nil where no token of this label is configured.
  let token: HardwareToken?

  init(_ location: KeyLocation, _ verificationKey: VerificationKey, token: HardwareToken?) {
    self.location = location
    self.verificationKey = verificationKey
    self.token = token.flatMap { $0.label.isExactly(location.token) ? $0 : nil }
  }

  /// Lets `work` sign, on a thread of the token's own.
  func signing<T: Sendable>(_ work: @escaping @Sendable (SigningKey) throws -> T) async throws -> T {
    let (id, kind, key) = (location.id, try kind, verificationKey)
    return try await asking { session in
      try work(
        .held(HeldSigningKey(verificationKey: key) { try session.signature(kind, id: id, digest: $0) }))
    }
  }

  /// Asks the token whether the key is there.
  func look() async throws {
    let id = location.id
    try await asking { try $0.look(for: id) }
  }

  private func asking<T: Sendable>(_ work: @escaping @Sendable (TokenSession) throws -> T) async throws -> T {
    guard let token else { throw SignerUnavailable("no token \(location.token) is configured") }
    do { return try await token.ask(work) } catch let error as TokenError { throw SignerUnavailable("\(error)") }
  }

  private var kind: TokenKeyKind {
    get throws(KeyCustodyError) { try TokenKeyKind(verificationKey.algorithm) }
  }
}

extension TokenKeyKind {
  /// The keys that tokens are asked for. They know EdDSA and SM2 only by mechanisms of their makers' own.
  init(_ algorithm: SignatureAlgorithm) throws(KeyCustodyError) {
    switch algorithm {
    case .es256: self = .p256
    case .rs256: self = .rsa
    default: throw .notInToken(algorithm)
    }
  }
}
