package import JOSE
import LibCrypto

/// What is wrong with the schedule of a slot or a key.
package enum KeyScheduleFault: Error, Sendable, Hashable {
  /// Nothing signs in a slot that needs a key.
  case nothingSigns(KeySlot)
  /// The key that signs ends before its successor begins: for that time nobody is scheduled to sign.
  case gap(KeySlot, from: NumericDate, until: NumericDate)
  /// The key that signs should have been replaced by now, and no successor is announced.
  case overdue(KeySlot, since: NumericDate)
  /// A verifier that fetched just before the announcement may still be without the key when it signs.
  case announcementTooShort(kid: String, seconds: Int, longestMaximumAge: Int)
  /// The key is withdrawn while something that it signed may still live.
  case withdrawnTooEarly(kid: String, keptFor: Int, needed: Int)
  /// The key waits for a certificate, and cannot sign without it.
  case certificateMissing(kid: String)
  /// The certificate ends before the key is to retire.
  case certificateTooShort(kid: String, until: NumericDate)
}

extension KeySchedule {
  /// Everything that is wrong with the keys as they are planned, slot by slot.
  package static func faults(
    in contents: KeyRingContents, slots: [KeySlot], policy: (KeyUse) -> RotationPolicy, at now: NumericDate
  ) -> [KeyScheduleFault] {
    slots.flatMap { slot in
      let signing = contents.signing(in: slot)
      let announced = contents.announced(in: slot)
      var faults: [KeyScheduleFault] = []
      if let signing {
        if let announced, announced.dates.signsFrom > max(signing.dates.retiresAt, now) {
          faults.append(.gap(slot, from: signing.dates.retiresAt, until: announced.dates.signsFrom))
        }
        if announced == nil, signing.dates.retiresAt <= now {
          faults.append(.overdue(slot, since: signing.dates.retiresAt))
        }
        if let announced { faults += announcementFaults(of: announced, in: contents) }
      } else {
        faults.append(.nothingSigns(slot))
      }
      return faults + [signing, announced].compactMap(\.self).flatMap { ownFaults(of: $0, policy: policy(slot.use)) }
    }
  }

  /// Why a policy cannot be used with a key set that was served with this `max-age`.
  package static func refusal(
    of policy: RotationPolicy, longestMaximumAge: Int
  ) -> RotationPolicyRejection? {
    policy.announce > longestMaximumAge ? nil : .announcementTooShort
  }

  private static func announcementFaults(of key: StoredKey, in contents: KeyRingContents) -> [KeyScheduleFault] {
    let seconds = key.dates.signsFrom - key.dates.announcedAt
    guard seconds <= contents.longestMaximumAge else { return [] }
    return [
      .announcementTooShort(kid: key.kid, seconds: seconds, longestMaximumAge: contents.longestMaximumAge)
    ]
  }

  private static func ownFaults(of key: StoredKey, policy: RotationPolicy) -> [KeyScheduleFault] {
    var faults: [KeyScheduleFault] = []
    if key.dates.keptFor < policy.longestLife {
      faults.append(.withdrawnTooEarly(kid: key.kid, keptFor: key.dates.keptFor, needed: policy.longestLife))
    }
    if !key.isComplete { faults.append(.certificateMissing(kid: key.kid)) }
    if let end = key.certificateChain.map(\.notAfter).min(), NumericDate(end) < key.dates.retiresAt {
      faults.append(.certificateTooShort(kid: key.kid, until: NumericDate(end)))
    }
    return faults
  }
}
