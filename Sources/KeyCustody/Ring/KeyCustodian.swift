package import JOSE
package import LibCrypto

/// Makes keys and moves them through their lives. Any process that has the key-encryption key can be one; what several
/// do at once comes out as if one had done it.
package struct KeyCustodian: Sendable {
  let store: any KeyStore
  let encryptionKeys: EncryptionKeyring
  let token: HardwareToken?
  let certificates: (any CertificateIssuing)?
  private let policies: [KeyUse: RotationPolicy]

  /// `policies` say what differs from the standard ones; keys that are to live in hardware are made in `token`.
  package init(
    store: any KeyStore, encryptionKeys: EncryptionKeyring, token: HardwareToken? = nil,
    certificates: (any CertificateIssuing)? = nil, policies: [KeyUse: RotationPolicy] = [:]
  ) {
    self.store = store
    self.encryptionKeys = encryptionKeys
    self.token = token
    self.certificates = certificates
    self.policies = policies
  }

  /// With one key-encryption key.
  package init(
    store: any KeyStore, encryptionKey: KeyEncryptionKey, certificates: (any CertificateIssuing)? = nil,
    policies: [KeyUse: RotationPolicy] = [:]
  ) {
    self.init(
      store: store, encryptionKeys: EncryptionKeyring(encryptionKey), certificates: certificates, policies: policies)
  }

  /// The policy for keys of this use that are made from now on.
  package func policy(for use: KeyUse) -> RotationPolicy { policies[use] ?? .standard(for: use) }

  /// Before a server serves: records the `max-age` with which the key set will be served, and sees to it that each slot
  /// has a signing key (or one that waits for its certificate) and each purpose a secret. Leaves alone what is there.
  package func prepare(
    _ slots: [KeySlot], secrets: [SecretPurpose] = SecretPurpose.allCases, jwksMaximumAge: Int, at now: NumericDate
  ) async throws {
    try await nameEncryptionKey()
    let contents = try await store.contents()
    if contents.longestMaximumAge < jwksMaximumAge {
      try await change { _ in [.recordMaximumAge(jwksMaximumAge)] }
    }
    for slot in slots where contents.signing(in: slot) == nil && contents.announced(in: slot) == nil {
      let key = try await makeKey(slot, in: .database, signsFrom: now, at: now)
      try await change { contents in
        // A process that started at the same time may have been faster.
        contents.signing(in: slot) == nil && contents.announced(in: slot) == nil
          ? announcement(of: key, promoting: key.isComplete, in: contents, at: now) : []
      }
    }
    try await makeSecrets(secrets, at: now)
  }

  /// Announces a new key for the slot; the schedule lets it sign once it was announced for long enough. Answers its
  /// `kid`.
  ///
  /// `immediately` lets it (or the one that is announced already) take over at once: for tests, and for a key that may
  /// be stolen. Verifiers that keep the former key set then refuse what is signed until they fetch the new one.
  @discardableResult
  package func rotate(_ slot: KeySlot, immediately: Bool = false, at now: NumericDate) async throws -> String {
    if immediately {
      let promoted = try await promoteAnnounced(in: slot, at: now)
      if let promoted { return promoted }
    }
    let policy = policy(for: slot.use)
    let key = try await makeKey(
      slot, in: try await place(in: slot), signsFrom: immediately ? now : now + policy.announce, at: now)
    try await keeping(key) { contents in
      if let announced = contents.announced(in: slot) { throw KeyCustodyError.alreadyAnnounced(kid: announced.kid) }
      if immediately {
        guard key.isComplete else { throw KeyCustodyError.noAuthority(slot.use) }
      } else {
        guard policy.announce > contents.longestMaximumAge else {
          throw KeyCustodyError.announcementTooShort(longestMaximumAge: contents.longestMaximumAge)
        }
      }
      return announcement(of: key, promoting: immediately, in: contents, at: now)
    }
    return key.kid
  }

  /// Makes the steps that are due, in one transaction, and answers them.
  @discardableResult
  package func advance(at now: NumericDate) async throws -> [KeyTransition] {
    let changes = try await change { contents in
      KeySchedule.transitions(of: contents.keys, longestMaximumAge: contents.longestMaximumAge, at: now)
        .map(KeyChange.transition)
    }
    return changes.compactMap { if case .transition(let transition) = $0 { transition } else { nil } }
  }

  private func promoteAnnounced(in slot: KeySlot, at now: NumericDate) async throws -> String? {
    let changes = try await change { contents in
      guard let announced = contents.announced(in: slot) else { return [] }
      guard announced.isComplete else { throw KeyCustodyError.noAuthority(slot.use) }
      return KeySchedule.promotion(of: announced, among: contents.keys, at: now).map(KeyChange.transition)
    }
    guard case .transition(let last) = changes.last else { return nil }
    return last.kid
  }
}

/// A new key, and its promotion if it is to sign at once.
private func announcement(
  of key: StoredKey, promoting: Bool, in contents: KeyRingContents, at now: NumericDate
) -> [KeyChange] {
  [.announce(key)]
    + (promoting ? KeySchedule.promotion(of: key, among: contents.keys, at: now).map(KeyChange.transition) : [])
}
