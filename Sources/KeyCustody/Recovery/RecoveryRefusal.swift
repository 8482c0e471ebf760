/// Why a recovery key or what was sealed for one is refused.
package enum RecoveryRefusal: Error, Sendable, Hashable, CaseIterable {
  /// Not a public recovery key.
  case notAKey
  /// Nobody was named for whom to seal.
  case noRecipient
  /// Not a sealed stream of ours, or of a version that this program does not know.
  case malformed
  /// Sealed for other recovery keys.
  case otherKey
  /// Changed, reordered, or not what was sealed for this key.
  case altered
  /// The end is missing.
  case truncated

  /// For the operator.
  package var sentence: String {
    switch self {
    case .notAKey: "This is no public recovery key (make one with: tongzhao backup create-recovery-key)."
    case .noRecipient: "Nobody is named who could open the backup: say --recipient with a public recovery key."
    case .malformed: "This file is no backup of this program."
    case .otherKey: "The backup is sealed for another recovery key."
    case .altered: "The backup was changed after it was made, or damaged."
    case .truncated: "The end of the backup is missing."
    }
  }
}
