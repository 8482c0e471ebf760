package import JOSE

extension KeyCustodian {
  /// Whether anything is due, by what is known of the database.
  func hasWork(in contents: KeyRingContents, at now: NumericDate) -> Bool {
    hasSteps(in: contents, at: now)
      || !KeySchedule.successorsDue(among: contents.keys, policy: policy, at: now).isEmpty
      || certificates != nil && contents.keys.contains(where: Self.waitsForCertificate)
      || contents.secrets.contains { Self.isForgotten($0, at: now) }
      || token != nil && contents.keys.contains { $0.state == .removed && $0.location != nil }
  }

  /// Whether a step of a key's life is due.
  func hasSteps(in contents: KeyRingContents, at now: NumericDate) -> Bool {
    !KeySchedule.transitions(of: contents.keys, longestMaximumAge: contents.longestMaximumAge, at: now).isEmpty
  }

  /// Carries out the schedule: certifies keys that wait for it, makes the steps that are due, announces successors,
  /// forgets secrets that verify nothing more. Any number of processes may do this at once.
  package func tend(at now: NumericDate) async throws {
    try await certify()
    try await advance(at: now)
    try await announceSuccessors(at: now)
    try await change { contents in
      contents.secrets.filter { Self.isForgotten($0, at: now) }.map { .removeSecret($0.purpose, id: $0.id) }
    }
    try await destroyRemoved(in: try await store.contents())
  }

  private func certify() async throws {
    guard certificates != nil else { return }
    for key in try await store.contents().keys where Self.waitsForCertificate(key) {
      let chain = try await certificateChain(for: key.verificationKey, key.slot, key.dates)
      try await change { contents in
        contents.keys.contains { $0.kid == key.kid && Self.waitsForCertificate($0) }
          ? [.certify(kid: key.kid, chain: chain)] : []
      }
    }
  }

  private func announceSuccessors(at now: NumericDate) async throws {
    let contents = try await store.contents()
    for slot in KeySchedule.successorsDue(among: contents.keys, policy: policy, at: now) {
      let policy = policy(for: slot.use)
      // In time for the day on which its predecessor is to retire, but never announced for too short a time.
      let announce = max(policy.announce, contents.longestMaximumAge + 1)
      let signsFrom = max(now + announce, contents.signing(in: slot)?.dates.retiresAt ?? now)
      let key = try await makeKey(slot, in: try await place(in: slot), signsFrom: signsFrom, at: now)
      try await keeping(key) { $0.announced(in: slot) == nil ? [.announce(key)] : [] }
    }
  }

  private static func waitsForCertificate(_ key: StoredKey) -> Bool { key.state == .announced && !key.isComplete }

  private static func isForgotten(_ secret: StoredSecret, at now: NumericDate) -> Bool {
    secret.retiresAt.map { $0 + RotationPolicy.margin <= now } ?? false
  }
}
