import AuditLog
import KeyCustody

extension AuditPen {
  /// Records a step in the life of a key. Secrets and settings of the ring are no events of their own.
  func record(_ change: KeyChange, on connection: any SQLConnection) throws {
    switch change {
    case .announce(let key):
      try record(
        AuditEvent(
          .keyAnnounced, by: actor, object: key.kid, reason: key.slot.description, at: key.dates.announcedAt),
        on: connection)
    case .transition(let transition):
      let action: AuditAction? =
        switch transition.to {
        case .announced: nil
        case .signing: .keyPromoted
        case .retired: .keyRetired
        case .removed: .keyRemoved
        }
      if let action {
        try record(AuditEvent(action, by: actor, object: transition.kid, at: transition.at), on: connection)
      }
    case .certify, .addSecret, .retireSecret, .removeSecret, .reseal, .resealSecret, .adoptEncryptionKey,
      .forgetLocation, .recordMaximumAge:
      break
    }
  }
}
