/// What is wrong with a log.
package enum AuditFinding: Sendable, Hashable {
  /// No row where one must be.
  case missing(index: Int)
  /// A leaf that stands elsewhere than it says.
  case moved(index: Int, says: Int)
  /// Bytes that are no leaf of ours.
  case unreadable(index: Int)
  /// The leaf is not the one whose hash is kept, or the columns by which it is found say something else.
  case edited(index: Int)
  /// A kept inner hash is not that of what is below it.
  case treeAltered(level: Int, index: Int)
  /// Sealed details are not those that were recorded.
  case detailsAltered(index: Int)
  /// Sealed details are gone without a record of their erasure, or before they might be erased.
  case detailsMissing(index: Int)
  /// The log is another one than the signed one, in its first `size` leaves.
  case otherThanSigned(size: Int)
  /// The log ends before a signed size.
  case truncated(size: Int, signed: Int)
  /// The number of leaves that is kept is not the number of leaves.
  case miscounted(says: Int, found: Int)
  /// A checkpoint that no known key signed.
  case checkpointRefused(size: Int, CheckpointRejection)
  /// A checkpoint is of another log.
  case otherLog(origin: String)

  /// The kind, for programs.
  package var code: String {
    switch self {
    case .missing: "missing"
    case .moved: "moved"
    case .unreadable: "unreadable"
    case .edited: "edited"
    case .treeAltered: "tree_altered"
    case .detailsAltered: "details_altered"
    case .detailsMissing: "details_missing"
    case .otherThanSigned: "other_than_signed"
    case .truncated: "truncated"
    case .miscounted: "miscounted"
    case .checkpointRefused: "checkpoint_refused"
    case .otherLog: "other_log"
    }
  }

  /// One sentence for the auditor.
  package var text: String {
    switch self {
    case .missing(let index): "leaf \(index) is missing"
    case .moved(let index, let says): "leaf \(index) says that it is leaf \(says): leaves were reordered"
    case .unreadable(let index): "leaf \(index) cannot be read"
    case .edited(let index): "leaf \(index) is not what was recorded"
    case .treeAltered(let level, let index): "the kept hash at level \(level), place \(index) is wrong"
    case .detailsAltered(let index): "the sealed details of leaf \(index) are not what was recorded"
    case .detailsMissing(let index):
      "the sealed details of leaf \(index) are gone, and no erasure in its time is recorded"
    case .otherThanSigned(let size): "the first \(size) leaves are not those of the signed checkpoint of that size"
    case .truncated(let size, let signed): "the log ends after \(size) leaves, but \(signed) were signed"
    case .miscounted(let says, let found): "the log counts \(says) leaves and has \(found)"
    case .checkpointRefused(let size, let why): "the checkpoint of size \(size) is refused: \(why)"
    case .otherLog(let origin): "a checkpoint is of another log: \(origin)"
    }
  }
}
