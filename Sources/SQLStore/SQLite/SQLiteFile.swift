#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif
import GRDB

/// How the file is made and opened.
enum SQLiteFile {
  /// Makes an empty file for its owner only; SQLite gives the same permissions to the files beside it.
  static func prepare(_ path: String) throws(StoreError) {
    let descriptor = creat0600(path)
    if descriptor >= 0 {
      close(descriptor)
    } else if errno != EEXIST {
      throw .unavailable("cannot make \(path): error \(errno)")
    }
  }

  /// What every connection to the file is told.
  static func configuration(label: String, wait: BusyWait) -> Configuration {
    var configuration = Configuration()
    configuration.label = label
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .callback { wait.pause(afterTries: $0) }
    configuration.prepareDatabase { database in
      // A file someone altered must not run functions for him, nor be trusted page by page.
      try database.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA temp_store = FILE")
    }
    return configuration
  }

  static func open(_ path: String, readers: Int, wait: BusyWait) throws(StoreError) -> DatabasePool {
    var configuration = configuration(label: "SQLStore", wait: wait)
    configuration.maximumReaderCount = readers
    var tries = 0
    while true {
      do {
        let pool = try DatabasePool(path: path, configuration: configuration)
        // GRDB sets NORMAL for every write-ahead log, after `prepareDatabase`. NORMAL may lose acknowledged
        // transactions when the power fails; FULL flushes the log at each commit.
        try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        return pool
      } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && wait.pause(afterTries: tries) {
        // Turning to the write-ahead log takes an exclusive lock for which SQLite does not call the busy handler.
        tries += 1
      } catch {
        throw StoreError(sqlite: error)
      }
    }
  }

  private static func creat0600(_ path: String) -> Int32 {
    #if canImport(Glibc)
      Glibc.open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
    #elseif canImport(Musl)
      Musl.open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
    #else
      Darwin.open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
    #endif
  }
}
