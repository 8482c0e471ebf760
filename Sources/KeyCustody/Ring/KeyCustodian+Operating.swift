package import JOSE
import LibCrypto

// What an operator does by hand, beside the schedule: announce for a date, promote before it, withdraw, revoke, check.

extension KeyCustodian {
  /// Everything that the database holds.
  package func contents() async throws -> KeyRingContents { try await store.contents() }

  /// Announces a key that takes over at `signsFrom`; by policy when no date is given.
  ///
  /// It is made where the signing key of the slot is, if nothing else is said.
  @discardableResult
  package func announce(
    _ slot: KeySlot, in place: KeyPlace? = nil, signsFrom: NumericDate?, at now: NumericDate
  ) async throws -> StoredKey {
    let start = signsFrom ?? now + policy(for: slot.use).announce
    let present = try await self.place(in: slot)
    let key = try await makeKey(slot, in: place ?? present, signsFrom: start, at: now)
    try await keeping(key) { contents in
      if let announced = contents.announced(in: slot) { throw KeyCustodyError.alreadyAnnounced(kid: announced.kid) }
      guard start - now > contents.longestMaximumAge else {
        throw KeyCustodyError.announcementTooShort(longestMaximumAge: contents.longestMaximumAge)
      }
      return [.announce(key)]
    }
    return key
  }

  /// Lets an announced key take over now, whatever its date says.
  package func promote(_ kid: String, at now: NumericDate) async throws {
    try await change { contents in
      let key = try contents.key(kid)
      guard key.state == .announced else { throw KeyCustodyError.wrongState(kid: kid, key.state) }
      guard key.isComplete else { throw KeyCustodyError.noAuthority(key.slot.use) }
      return KeySchedule.promotion(of: key, among: contents.keys, at: now).map(KeyChange.transition)
    }
  }

  /// Takes back a key that is announced and has signed nothing.
  package func withdraw(_ kid: String, at now: NumericDate) async throws {
    try await change { contents in
      let key = try contents.key(kid)
      guard key.state == .announced else { throw KeyCustodyError.wrongState(kid: kid, key.state) }
      return [.transition(KeyTransition(kid: kid, from: .announced, to: .removed, at: now))]
    }
  }

  /// Takes a key out of use at once, in one transaction with its replacement: nothing that it signed verifies here any
  /// more. Answers what was done.
  ///
  /// A new key is made only where one is needed, and in the database while the token is away: a key that may be stolen
  /// does not go on signing because its token cannot be asked.
  @discardableResult
  package func revoke(_ kid: String, at now: NumericDate) async throws -> KeyRevocation {
    let contents = try await store.contents()
    let silent = try await silentSuccessor(of: kid, in: contents)
    let plan = try KeyRevocation(of: kid, in: contents, silent: silent)
    // Made before the transaction, because an RSA key takes its time.
    var spare: Spare?
    if plan.needsNewKey { spare = try await makeSpare(plan.slot, at: now) }
    while true {
      let changes = try await revoke(kid, replacedBy: spare?.key, silent: silent, at: now)
      guard changes.isEmpty else { return KeyRevocation(of: kid, plan.slot, done: changes, by: spare) }
      // The successor went while this was done.
      spare = try await makeSpare(plan.slot, at: now)
    }
  }

  /// What revoking a key would do now.
  package func revocation(of kid: String) async throws -> KeyRevocation {
    let contents = try await store.contents()
    return try KeyRevocation(of: kid, in: contents, silent: try await silentSuccessor(of: kid, in: contents))
  }

  /// The announced successor of a key, when it is in a token that does not sign with it.
  private func silentSuccessor(of kid: String, in contents: KeyRingContents) async throws -> String? {
    let key = try contents.key(kid)
    guard key.state == .signing, let successor = contents.announced(in: key.slot), successor.location != nil,
      await fault(of: successor) != nil
    else { return nil }
    return successor.kid
  }

  /// The changes that were made; none when a new key is needed and there is none.
  private func revoke(
    _ kid: String, replacedBy spare: StoredKey?, silent: String?, at now: NumericDate
  ) async throws -> [KeyChange] {
    let rule: @Sendable (KeyRingContents) throws -> [KeyChange] = { contents in
      let plan = try KeyRevocation(of: kid, in: contents, silent: silent)
      if plan.needsNewKey {
        guard let spare else { return [] }
        guard spare.isComplete else { throw KeyCustodyError.noAuthority(plan.slot.use) }
      }
      return plan.changes(made: spare, in: contents, at: now)
    }
    guard let spare else { return try await change(by: rule) }
    return try await keeping(spare, by: rule)
  }

  /// A key for a slot whose key is revoked.
  private func makeSpare(_ slot: KeySlot, at now: NumericDate) async throws -> Spare {
    let place = try await place(in: slot)
    do {
      return Spare(key: try await makeKey(slot, in: place, signsFrom: now, at: now), fault: nil)
    } catch let fault where place == .hsm && (fault is TokenError || fault as? KeyCustodyError == .noToken) {
      let key = try await makeKey(slot, in: .database, signsFrom: now, at: now)
      return Spare(key: key, fault: fault is TokenError ? "\(fault)" : "no token is configured")
    }
  }

  /// A key made to take a revoked one's place.
  fileprivate struct Spare {
    let key: StoredKey
    /// Why it is not in the token, where its predecessor is.
    let fault: String?
  }

  /// Opens every private part and signs with it. Answers what does not hold, by key id.
  package func faults() async throws -> [String: KeyFault] {
    var faults: [String: KeyFault] = [:]
    for key in try await store.contents().keys where key.state != .removed {
      if let fault = await fault(of: key) { faults[key.kid] = fault }
    }
    return faults
  }

  private func fault(of key: StoredKey) async -> KeyFault? {
    guard let sealed = key.privateKey else { return .privatePartMissing }
    guard key.verificationKey.thumbprint.isExactly(key.kid) else { return .wrongName }
    let opened: KeyOpening
    do { opened = try KeyOpening(of: key, sealed, encryptionKeys: encryptionKeys, token: token) } catch {
      return .doesNotOpen
    }
    let message = Array("tongzhao keys verify".utf8)
    do {
      let signature = try await opened.signing { try $0.signature(for: message) }
      return key.verificationKey.isValid(signature: signature, for: message) ? nil : .otherPrivatePart
    } catch is SignerUnavailable {
      return .tokenDoesNotSign
    } catch {
      return .doesNotOpen
    }
  }
}

extension KeyRevocation {
  /// What was done.
  fileprivate init(of kid: String, _ slot: KeySlot, done changes: [KeyChange], by spare: KeyCustodian.Spare?) {
    self.kid = kid
    self.slot = slot
    let made = changes.contains { if case .announce = $0 { true } else { false } }
    let promoted = changes.compactMap {
      if case .transition(let step) = $0, step.to == .signing { step.kid } else { nil }
    }.first
    let withdrawn = changes.compactMap {
      if case .transition(let step) = $0, step.from == .announced, step.to == .removed, step.kid != kid {
        step.kid
      } else {
        nil
      }
    }.first
    replacement = made ? .new(withdrawing: withdrawn) : promoted.map { .announced(kid: $0) } ?? .notNeeded
    tokenFault = made ? spare?.fault : nil
    state = .removed
  }
}

extension KeyRingContents {
  /// The key of this name.
  package func key(_ kid: String) throws(KeyCustodyError) -> StoredKey {
    guard let key = keys.first(where: { $0.kid == kid }) else { throw .unknownKey(kid: kid) }
    return key
  }
}
