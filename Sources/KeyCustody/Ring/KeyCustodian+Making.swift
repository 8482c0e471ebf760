import Dispatch
import JOSE
import LibCrypto

extension KeyCustodian {
  /// Before a certificate begins, so that a verifier whose clock is a little slow does not refuse it.
  private static let clockAllowance = 300

  /// Makes a key with its dates, seals it, and has it certified where its use needs that and somebody does it.
  func makeKey(_ slot: KeySlot, signsFrom: NumericDate, at now: NumericDate) async throws -> StoredKey {
    let dates = policy(for: slot.use).dates(at: now, signsFrom: signsFrom)
    let signingKey = try await Self.generate(slot.algorithm)
    let verificationKey = signingKey.verificationKey
    let kid = verificationKey.thumbprint
    return StoredKey(
      kid: kid, slot: slot, dates: dates, verificationKey: verificationKey, state: .announced,
      privateKey: try encryptionKey.seal(signingKey.privateRepresentation, for: StoredKey.sealingContext(kid: kid)),
      certificateChain: try await certificateChain(for: verificationKey, slot, dates))
  }

  /// The certificates for a key of this slot; empty when it needs none or nobody issues any.
  func certificateChain(
    for key: VerificationKey, _ slot: KeySlot, _ dates: KeyDates
  ) async throws -> [Certificate] {
    guard slot.use.needsCertificate, let certificates else { return [] }
    return try await certificates.certificateChain(
      for: CertificateRequest(
        slot: slot, publicKeyInfoDER: key.publicKeyInfoDER, validFrom: dates.createdAt - Self.clockAllowance,
        // A successor may be late, and the key then serves for longer; its certificate must not be what ends it.
        validUntil: dates.removesAt + (dates.signsFrom - dates.announcedAt)))
  }

  /// An RSA key takes a good part of a second: not on the threads that answer requests.
  private static func generate(_ algorithm: SignatureAlgorithm) async throws -> SigningKey {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global(qos: .utility).async {
        continuation.resume(with: Result { try SigningKey.generate(algorithm) })
      }
    }
  }
}
