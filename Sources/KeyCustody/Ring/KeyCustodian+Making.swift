import Dispatch
import JOSE
import LibCrypto

extension KeyCustodian {
  /// Before a certificate begins, so that a verifier whose clock is a little slow does not refuse it.
  private static let clockAllowance = 300

  /// Makes a key with its dates, seals it, and has it certified where its use needs that and somebody does it.
  func makeKey(
    _ slot: KeySlot, in place: KeyPlace, signsFrom: NumericDate, at now: NumericDate
  ) async throws -> StoredKey {
    let dates = policy(for: slot.use).dates(at: now, signsFrom: signsFrom)
    switch place {
    case .database:
      var key = try await Self.generate(slot.algorithm)
      while Self.looksLikeAnOption(key.verificationKey) { key = try await Self.generate(slot.algorithm) }
      return try await stored(
        key.verificationKey, slot, dates, secret: key.privateRepresentation, location: nil, chain: nil)
    case .hsm:
      var (key, location) = try await makeHeldKey(slot)
      while Self.looksLikeAnOption(key), let token {
        try await token.ask { [location] in try $0.destroy(id: location.id) }
        (key, location) = try await makeHeldKey(slot)
      }
      return try await stored(key, slot, dates, secret: Array(location.text.utf8), location: location, chain: nil)
    }
  }

  /// One name in 64 begins with a hyphen, and command lines read it as an option (`-…h…` even as a wish for help): such a
  /// key is made again, because somebody will type its name in a hurry.
  private static func looksLikeAnOption(_ key: VerificationKey) -> Bool { key.thumbprint.hasPrefix("-") }

  /// A key as it is stored; `chain` nil has it certified.
  func stored(
    _ key: VerificationKey, _ slot: KeySlot, _ dates: KeyDates, secret: [UInt8], location: KeyLocation?,
    chain: [Certificate]?
  ) async throws -> StoredKey {
    let kid = key.thumbprint
    let certificates =
      if let chain { chain } else { try await certificateChain(for: key, slot, dates) }
    return StoredKey(
      kid: kid, slot: slot, dates: dates, verificationKey: key, state: .announced,
      privateKey: try await sealingKey().seal(secret, for: StoredKey.sealingContext(kid: kid)), location: location,
      certificateChain: certificates)
  }

  /// Where the keys of a slot are: a successor is made where its predecessor is.
  func place(in slot: KeySlot) async throws -> KeyPlace {
    let contents = try await store.contents()
    return (contents.signing(in: slot) ?? contents.announced(in: slot))?.location == nil ? .database : .hsm
  }

  /// Makes the changes; a key that was made for them and did not get into the ring is not left in the token.
  @discardableResult
  func keeping(
    _ key: StoredKey, by rule: @escaping @Sendable (KeyRingContents) throws -> [KeyChange]
  ) async throws -> [KeyChange] {
    do {
      let changes = try await change(by: rule)
      let isKept = changes.contains { if case .announce(let kept) = $0 { kept.kid.isExactly(key.kid) } else { false } }
      if !isKept { await discard(key) }
      return changes
    } catch {
      await discard(key)
      throw error
    }
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
