package import JOSE

/// What will happen to the keys of a slot, and when, if nobody does anything.
package struct KeyTimeline: Sendable, Hashable {
  /// One step.
  package struct Step: Sendable, Hashable {
    package let at: NumericDate
    package let event: Event

    package init(at: NumericDate, event: Event) {
      self.at = at
      self.event = event
    }
  }

  /// What happens to a key. A successor that does not exist yet has no name.
  package enum Event: Sendable, Hashable {
    case announced(kid: String?)
    case signs(kid: String?)
    case retires(kid: String)
    case removed(kid: String)
  }

  package let slot: KeySlot
  /// In the order of time.
  package let steps: [Step]

  /// The timeline of the keys in a slot. A key takes over on its day, and only then its predecessor retires.
  /// - Parameter announcingNow: what it would be if a successor were announced at once, where none is.
  package init(
    of slot: KeySlot, in contents: KeyRingContents, policy: RotationPolicy, announcingNow: Bool = false,
    at now: NumericDate
  ) {
    let keys = contents.keys.filter { $0.slot == slot && $0.state != .removed }
    var steps: [Step] = []
    for key in keys where key.state == .retired {
      let removal = max(key.dates.removesAt, (key.retiredAt ?? now) + key.dates.keptFor)
      steps.append(Step(at: max(now, removal), event: .removed(kid: key.kid)))
    }
    let signing = keys.first { $0.state == .signing }
    let announced = keys.first { $0.state == .announced }
    var handover: NumericDate?
    if let announced {
      let known = signing == nil ? now : announced.dates.announcedAt + contents.longestMaximumAge + 1
      let takesOver = max(now, announced.dates.signsFrom, known)
      steps.append(Step(at: takesOver, event: .signs(kid: announced.kid)))
      handover = takesOver
    } else if announcingNow {
      steps.append(Step(at: now, event: .announced(kid: nil)))
      steps.append(Step(at: now + policy.announce, event: .signs(kid: nil)))
      handover = now + policy.announce
    } else if let signing {
      let announcement = max(now, signing.dates.retiresAt - policy.announce)
      let notice = max(policy.announce, contents.longestMaximumAge + 1)
      let takesOver = max(announcement + notice, signing.dates.retiresAt)
      steps.append(Step(at: announcement, event: .announced(kid: nil)))
      steps.append(Step(at: takesOver, event: .signs(kid: nil)))
      handover = takesOver
    }
    if let signing, let handover {
      steps.append(Step(at: handover, event: .retires(kid: signing.kid)))
      steps.append(
        Step(
          at: max(signing.dates.removesAt, handover + signing.dates.keptFor), event: .removed(kid: signing.kid)))
    }
    self.slot = slot
    // A stable order: at the same moment, in the order in which the steps were said.
    self.steps = steps.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
  }
}
