import JOSE
import LibCrypto

/// A private part, opened: the key itself, or a hand that reaches to where it is.
enum KeyOpening: Sendable {
  case here(SigningKey)
  case held(HeldKey)

  /// Opens what was stored. A key in a token is not asked for: it may be lost at the moment.
  init(
    of key: StoredKey, _ sealed: SealedBytes, encryptionKeys: EncryptionKeyring, token: HardwareToken?
  ) throws {
    let bytes = try encryptionKeys.open(sealed, for: StoredKey.sealingContext(kid: key.kid))
    guard let location = key.location else {
      self = .here(try SigningKey(algorithm: key.slot.algorithm, privateRepresentation: bytes))
      return
    }
    guard bytes == Array(location.text.utf8) else { throw SealRefusal.altered }
    self = .held(HeldKey(location, key.verificationKey, token: token))
  }

  /// Lets `work` sign: here, or on a thread of the token's.
  func signing<T: Sendable>(_ work: @escaping @Sendable (SigningKey) throws -> T) async throws -> T {
    switch self {
    case .here(let key): try work(key)
    case .held(let key): try await key.signing(work)
    }
  }
}
