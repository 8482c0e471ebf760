import KeyCustody

/// Why backup, restore, migration or a look into a server's state was refused or failed.
package enum CareRefusal: Error, Sendable, Hashable {
  /// The database is damaged: a backup of it would replace a good one some day.
  case damaged([String])
  /// What was read again is not what was written.
  case notAsWritten(String)
  case noRoom(needed: Int, free: Int)
  case exists(String)
  case missing(String)
  case notEmpty(String)
  /// The backup's parts are not what its manifest says.
  case notAsManifest([String])
  /// The backup's audit log is not the one of the checkpoint that was kept elsewhere.
  case notOfThisLog([String])
  /// The backup says nothing of who made it.
  case unsigned
  /// The backup is signed by a key that is none of the server's.
  case signedByAnother(String)
  /// The backup names one of the server's keys, which did not sign it.
  case signatureBroken(String)
  /// Made by a newer program.
  case newer([String])
  /// The key-encryption key is not the one that the backup's keys are sealed under.
  case keysDoNotOpen([String])
  case noSettingsFile
  case unknownErrorID(String)

  package var lines: [String] {
    switch self {
    case .damaged(let problems):
      ["The database is damaged, so it was not backed up. Restore from an earlier backup:"] + problems.prefix(20)
    case .notAsWritten(let what): ["\(what) is not what was written: the disk is not to be trusted."]
    case .noRoom(let needed, let free):
      ["The disk has \(free >> 20) MiB left and \((needed >> 20) + 1) MiB are needed."]
    case .exists(let path): ["\(path) exists already and is not overwritten."]
    case .missing(let path): ["There is no \(path)."]
    case .notEmpty(let path): ["\(path) is not empty: restore into a folder of its own."]
    case .notAsManifest(let problems): ["The backup is not what its manifest says:"] + problems
    case .notOfThisLog(let problems):
      ["The backup's audit log does not agree with the checkpoint:"] + problems
        + [
          "Was the backup replaced? A checkpoint signed by an audit key that is newer than the backup is refused too: "
            + "then name an older one."
        ]
    case .unsigned:
      [
        "The backup is not signed: it was made before backups were, or not by the server.",
        "If you know where it comes from, say --unsigned.",
      ]
    case .signedByAnother(let kid):
      [
        "The backup is signed by \(kid), which is none of the given audit keys.",
        "Was the audit key rotated after they were exported? A newer export (tongzhao audit public-keys) names it. "
          + "If you know where the backup comes from, say --unsigned.",
      ]
    case .signatureBroken(let kid): ["The backup says that \(kid) signed it, and it did not: the backup was made up."]
    case .newer(let names):
      ["The database was made by a newer program than this one:"] + names.map { "  \($0)" }
        + ["Use that program, or a newer one."]
    case .keysDoNotOpen(let problems):
      ["The keys do not open under this key-encryption key:"] + problems
    case .noSettingsFile: ["These settings were not read from a file."]
    case .unknownErrorID(let id):
      [
        "Nothing is kept of \(id): it is of the other server, older than what is kept, or was one of too many at once.",
        "The server's log may have a line with this request_id.",
      ]
    }
  }
}

extension CareRefusal: OperatorFault {
  package var isRefusal: Bool {
    switch self {
    case .exists, .notEmpty, .newer, .damaged, .notAsManifest, .notOfThisLog, .keysDoNotOpen, .unsigned,
      .signedByAnother, .signatureBroken:
      true
    case .notAsWritten, .noRoom, .missing, .noSettingsFile, .unknownErrorID: false
    }
  }
}

extension RecoveryRefusal: OperatorFault {
  package var lines: [String] { [sentence] }
}
