import SQLStore

/// Why a database was not moved.
package enum MoveRefusal: Error, Sendable, Hashable {
  case noSource
  case noTarget
  case unusableTarget(String)
  case damaged([String])
  /// Somebody else's transaction does not end.
  case busy
  /// The file was left for another target than this, or this one was emptied since.
  case left(for: String)
  case isDone(String)

  package var lines: [String] {
    switch self {
    case .noSource: ["The settings name no SQLite file: say --from FILE."]
    case .noTarget: ["The settings name no PostgreSQL server: say --to postgresql://…"]
    case .unusableTarget(let reason): ["--to cannot be used: \(reason)."]
    case .damaged(let problems):
      ["The database is damaged, so it was not moved. Restore from an earlier backup:"] + problems.prefix(20)
    case .busy: ["Somebody else is writing to the database and does not end: try again."]
    case .left(let other):
      [
        "The database was moved to \(other), and what is at the target now is not it.",
        "Only there a move can be finished. If that is lost, restore a backup.",
      ]
    case .isDone(let other): ["The database was moved to \(other) already: name that one in the settings."]
    }
  }
}

extension MoveRefusal: OperatorFault {
  package var isRefusal: Bool { true }
}

extension CopyRefusal: OperatorFault {
  package var isRefusal: Bool {
    switch self {
    case .targetNotEmpty, .otherSchema: true
    case .differs: false
    }
  }

  package var lines: [String] {
    switch self {
    case .targetNotEmpty:
      ["The target is not empty: name a database, or a schema in it (options=-csearch_path%3DNAME), without tables."]
    case .otherSchema:
      [
        "The database is not of this program's format.",
        "Bring it up to date first (tongzhao migrate), or use the newer program that made it.",
      ]
    case .differs(let table): ["\(table) is not what was written. The target was left as it was before."]
    }
  }
}
