import JOSE
import LibCrypto

extension KeyCustodian {
  /// Makes a key in the token. What is stored says where it is, sealed like a private key: nobody can exchange it.
  func makeHeldKey(_ slot: KeySlot) async throws -> (VerificationKey, KeyLocation) {
    guard let token else { throw KeyCustodyError.noToken }
    let kind = try TokenKeyKind(slot.algorithm)
    let location = KeyLocation(token: token.label, id: Random.bytes(8))
    try await token.ask(repeatable: false) { try $0.generate(kind, id: location.id, label: "tongzhao \(slot)") }
    let key = try await token.ask { session in
      switch kind {
      case .p256: try VerificationKey(p256: try session.point(id: location.id))
      case .rsa: VerificationKey.rs256(try session.rsaPublicKey(id: location.id))
      }
    }
    return (key, location)
  }

  /// A key that was made and is not needed, because another process was faster or a rule refused it.
  func discard(_ key: StoredKey) async {
    guard let location = key.location, let token, token.label.isExactly(location.token) else { return }
    do {
      try await token.ask { try $0.destroy(id: location.id) }
    } catch {
      // It signs nothing, and nobody was told of it; the runbook says how to look for such keys.
    }
  }

  /// Destroys the private halves of removed keys. It is tried until the token has done it.
  func destroyRemoved(in contents: KeyRingContents) async throws {
    for key in contents.keys where key.state == .removed {
      guard let location = key.location, let token, token.label.isExactly(location.token) else { continue }
      try await token.ask { try $0.destroy(id: location.id) }
      try await change { _ in [.forgetLocation(kid: key.kid)] }
    }
  }
}
