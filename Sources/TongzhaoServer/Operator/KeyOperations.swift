package import IdentityProvider
package import JOSE
package import KeyCustody
import OAuth
import SQLStore

/// What an operator does with signing keys. It works on the database, so a running server follows within a second.
package struct KeyOperations: Sendable {
  private let state: ServerState
  private var custodian: KeyCustodian { state.custodian }

  package init(_ state: ServerState) { self.state = state }

  /// The keys that are published, by use.
  package func list() -> [PublishedKey] { state.keys.published() }

  /// Everything that is known of a key, also when it is removed. A beginning of its name is enough when it is the only
  /// one that begins so.
  package func key(_ name: String) async throws -> StoredKey {
    let keys = try await custodian.contents().keys.filter { $0.kid.hasPrefix(name) }
    guard let key = keys.first(where: { $0.kid == name }) ?? (name.count >= 6 && keys.count == 1 ? keys[0] : nil)
    else { throw KeyCustodyError.unknownKey(kid: name) }
    return key
  }

  /// Announces a successor; answers its key id.
  package func rotate(_ slot: KeySlot, reason: String?, at now: NumericDate) async throws -> String {
    let action = OperatorAction(.rotateKey, slot.description, reason: reason, details: ["now": false])
    return try await changing(action, at: now) { try await custodian.rotate(slot, at: now) }
  }

  /// Lets the announced successor, or a key made now, sign at once; answers its key id. Refused while an active client
  /// would refuse what it signs, unless `force`.
  package func rotateAtOnce(
    _ slot: KeySlot, activeDays: Int, force: Bool, reason: String?, at now: NumericDate
  ) async throws -> String {
    let announced = try await custodian.contents().announced(in: slot)
    let warnings = try await warningsOfRotatingAtOnce(slot, activeDays: activeDays, at: now)
    let action = OperatorAction(
      .rotateKey, slot.description, reason: reason,
      details: ["now": true, "forced": .bool(force), "warnings": .array(warnings.map(JSON.string))])
    return try await changing(action, at: now) {
      guard force || warnings.isEmpty else { throw OperatorRefusal.notReady(warnings) }
      guard let announced else { return try await custodian.rotate(slot, immediately: true, at: now) }
      try await custodian.promote(announced.kid, at: now)
      return announced.kid
    }
  }

  /// What will break if the slot's next key signs now, a line for each cause.
  package func warningsOfRotatingAtOnce(
    _ slot: KeySlot, activeDays: Int, at now: NumericDate
  ) async throws -> [String] {
    let announced = try await custodian.contents().announced(in: slot)
    // A key that is only made then is one that nobody has fetched.
    return try await readiness(
      of: announced?.kid ?? "", in: slot, announcedAt: announced?.dates.announcedAt ?? now, activeDays: activeDays,
      at: now)?.warnings ?? []
  }

  /// Announces a key for a date.
  package func generate(
    _ slot: KeySlot, in place: KeyPlace?, signsFrom: NumericDate?, at now: NumericDate
  ) async throws -> StoredKey {
    let details: JSONObject = place.map { ["in": .string($0.rawValue)] } ?? [:]
    return try await changing(OperatorAction(.generateKey, slot.description, details: details), at: now) {
      try await custodian.announce(slot, in: place, signsFrom: signsFrom, at: now)
    }
  }

  /// Announces a key that was made elsewhere.
  package func importKey(
    _ imported: KeyImport, for slot: KeySlot, signsFrom: NumericDate?, at now: NumericDate
  ) async throws -> StoredKey {
    let details: JSONObject = ["kid": .string(imported.key.verificationKey.thumbprint)]
    return try await changing(
      OperatorAction(.init(rawValue: ImportKey.name), slot.description, details: details), at: now
    ) {
      try await custodian.announce(imported, for: slot, signsFrom: signsFrom, at: now)
    }
  }

  /// Who is ready for an announced token key; nil for keys that verifiers find by certificate, not in the key set.
  package func readiness(of key: StoredKey, activeDays: Int, at now: NumericDate) async throws -> KeyReadiness? {
    try await readiness(
      of: key.kid, in: key.slot, announcedAt: key.dates.announcedAt, activeDays: activeDays, at: now)
  }

  private func readiness(
    of kid: String, in slot: KeySlot, announcedAt: NumericDate, activeDays: Int, at now: NumericDate
  ) async throws -> KeyReadiness? {
    guard slot.use == .token else { return nil }
    return KeyReadiness(
      of: kid, algorithm: slot.algorithm, announcedAt: announcedAt,
      longestMaximumAge: try await custodian.contents().longestMaximumAge,
      clients: try await ClientOperations(state).list(),
      readers: try await SQLKeyFetchStore(state.database).readers(), activeSince: now - activeDays * 86_400, at: now)
  }

  /// What a rotation of this slot comes to, without doing it: the dates by which a key made now would live.
  package func timeline(of slot: KeySlot, announcing: Bool, at now: NumericDate) async throws -> KeyTimeline {
    KeyTimeline(
      of: slot, in: try await custodian.contents(), policy: custodian.policy(for: slot.use),
      announcingNow: announcing, at: now)
  }

  /// Lets an announced key sign before its date. Refused while an active client has not fetched it, unless `force`.
  package func promote(
    _ key: StoredKey, activeDays: Int, force: Bool, reason: String?, at now: NumericDate
  ) async throws {
    let warnings = try await readiness(of: key, activeDays: activeDays, at: now).map(\.warnings) ?? []
    let action = OperatorAction(
      .promoteKey, key.kid, reason: reason,
      details: ["forced": .bool(force), "warnings": .array(warnings.map(JSON.string))])
    try await changing(action, at: now) {
      guard force || warnings.isEmpty else { throw OperatorRefusal.notReady(warnings) }
      try await custodian.promote(key.kid, at: now)
    }
  }

  /// Takes a key out of service in order: an announced one is withdrawn, a signing one hands over to its successor.
  package func retire(
    _ key: StoredKey, activeDays: Int, force: Bool, reason: String?, at now: NumericDate
  ) async throws {
    switch key.state {
    case .announced:
      try await changing(OperatorAction(.retireKey, key.kid, reason: reason), at: now) {
        try await custodian.withdraw(key.kid, at: now)
      }
    case .signing:
      guard let successor = try await custodian.contents().announced(in: key.slot) else {
        throw OperatorRefusal.noSuccessor
      }
      try await promote(successor, activeDays: activeDays, force: force, reason: reason, at: now)
    case .retired, .removed: throw KeyCustodyError.wrongState(kid: key.kid, key.state)
    }
  }

  /// What revoking a key would do.
  package func revocationPlan(_ key: StoredKey) async throws -> KeyRevocation {
    try await custodian.revocation(of: key.kid)
  }

  /// Takes a key out of use at once. With `endingSessions` everybody logs in again, and no refresh token lives on: that
  /// comes first, because whoever was interrupted in between finds the key still to be revoked and begins again.
  package func revoke(
    _ key: StoredKey, endingSessions: Bool, reason: String?, at now: NumericDate
  ) async throws -> (done: KeyRevocation, sessionsEnded: Int) {
    let action = OperatorAction(
      .revokeKey, key.kid, reason: reason, details: ["ends_sessions": .bool(endingSessions)])
    return try await changing(action, at: now) {
      let ended = endingSessions ? try await SQLSessionStore(state.database, audit: state.audit).endAll(at: now) : 0
      return (try await custodian.revoke(key.kid, at: now), ended)
    }
  }

  /// Every slot with what will happen to its keys, and everything that is wrong with the plan.
  package func schedule(at now: NumericDate) async throws -> (timelines: [KeyTimeline], faults: [KeyScheduleFault]) {
    let contents = try await custodian.contents()
    return (
      state.slots.map { KeyTimeline(of: $0, in: contents, policy: custodian.policy(for: $0.use), at: now) },
      KeySchedule.faults(in: contents, slots: state.slots, policy: custodian.policy, at: now)
    )
  }

  /// The longest `max-age` that the key set was ever served with.
  package func longestMaximumAge() async throws -> Int { try await custodian.contents().longestMaximumAge }

  /// Opens and tries every key; answers what does not hold.
  package func faults() async throws -> [String: KeyFault] { try await custodian.faults() }

  private func changing<T: Sendable>(
    _ action: OperatorAction, at now: NumericDate, _ work: () async throws -> T
  ) async throws -> T {
    let result = try await state.carryOut(action, at: now, work)
    try await state.keys.refresh()
    return result
  }
}
