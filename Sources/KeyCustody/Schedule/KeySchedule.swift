package import JOSE

// The schedule: announced → signing → retired → removed, as pure rules over the keys as they are.
// `KeyCustodian` applies them in one transaction, in any process; `KeyRing` serves what came of it.

/// What has to happen to the keys at a given time.
package enum KeySchedule {
  /// The steps that are due.
  ///
  /// A key takes over when its date has come and it is complete; only then its predecessor retires, so that a slot
  /// that has a key never is without one. A key that retired late is kept for longer by as much. And it waits until it
  /// was announced for longer than every copy of the key set may be kept, even if that grew after its dates were made.
  package static func transitions(
    of keys: [StoredKey], longestMaximumAge: Int, at now: NumericDate
  ) -> [KeyTransition] {
    let removals = keys.filter { isRemovable($0, at: now) }
      .map { KeyTransition(kid: $0.kid, from: .retired, to: .removed, at: now) }
    let signing = Set(keys.filter { $0.state == .signing }.map(\.slot))
    let promotions = keys.filter { key in
      key.state == .announced && key.isComplete && key.dates.signsFrom <= now
        && (now - key.dates.announcedAt > longestMaximumAge || !signing.contains(key.slot))
    }
    .flatMap { promotion(of: $0, among: keys, at: now) }
    return removals + promotions
  }

  /// The steps by which an announced key takes over its slot, without regard to its date.
  package static func promotion(of key: StoredKey, among keys: [StoredKey], at now: NumericDate) -> [KeyTransition] {
    // The former first: a slot has one signing key at every moment.
    keys.filter { $0.slot == key.slot && $0.state == .signing }
      .map { KeyTransition(kid: $0.kid, from: .signing, to: .retired, at: now) }
      + [KeyTransition(kid: key.kid, from: .announced, to: .signing, at: now)]
  }

  /// Slots whose signing key needs a successor to be announced now, so that it is known in time.
  package static func successorsDue(
    among keys: [StoredKey], policy: (KeyUse) -> RotationPolicy, at now: NumericDate
  ) -> [KeySlot] {
    let announced = Set(keys.filter { $0.state == .announced }.map(\.slot))
    return keys.filter {
      $0.state == .signing && !announced.contains($0.slot)
        && $0.dates.retiresAt - policy($0.slot.use).announce <= now
    }.map(\.slot)
  }

  private static func isRemovable(_ key: StoredKey, at now: NumericDate) -> Bool {
    guard key.state == .retired, let retiredAt = key.retiredAt else { return false }
    return max(key.dates.removesAt, retiredAt + key.dates.keptFor) <= now
  }
}
