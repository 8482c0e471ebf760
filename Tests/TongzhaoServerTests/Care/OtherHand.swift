import Foundation
import TestSupport

/// Somebody who edits a database file with another tool, past every rule of ours.
enum OtherHand {
  static func edit(_ path: String, _ sql: String) throws {
    let (status, _) = try OtherProgram.run(
      "python3",
      [
        "-c",
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.executescript(sys.argv[2]); c.commit(); c.close()",
        path, sql,
      ])
    guard status == 0 else { throw CocoaError(.executableLoad) }
  }
}
