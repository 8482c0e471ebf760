#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif
import JOSE
import SQLStore
import Synchronization

/// How many durable writes a second a database acknowledges, of one row each: by one writer, who waits for each of his, and by
/// 64 at once, who share transactions.
enum CommitRates {
  private static let time = Duration.seconds(3)
  private static let many = 64

  static func measured(at place: DatabasePlace) async throws -> JSON {
    try await place.opened(readers: 1) { database in
      try await database.write { connection in
        try connection.run("CREATE TABLE commits (id BIGINT NOT NULL PRIMARY KEY, digest TEXT NOT NULL)")
      }
      let next = Counter()
      return [
        "one": try await rate(of: 1, on: database, next), "many": try await rate(of: many, on: database, next),
        "writers": .integer(Int64(many)),
      ]
    }
  }

  private final class Counter: Sendable {
    private let number = Mutex(0)
    func next() -> Int {
      number.withLock {
        $0 += 1
        return $0
      }
    }
  }

  private static func rate(of writers: Int, on database: any SQLDatabase, _ next: Counter) async throws -> JSON {
    let start = ContinuousClock.now
    let before = processorMicroseconds()
    let done = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<writers {
        group.addTask {
          var count = 0
          while ContinuousClock.now - start < time {
            let number = next.next()
            try await database.write { connection in
              try connection.run(
                "INSERT INTO commits (id, digest) VALUES ($1, $2)",
                [.int(number), .text("0123456789abcdef0123456789abcdef")])
            }
            count += 1
          }
          return count
        }
      }
      return try await group.reduce(0, +)
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    return [
      "per_second": .integer(Int64(Double(done) / seconds)),
      "cpu_us": .integer(Int64(processorMicroseconds() - before) / Int64(max(done, 1))),
    ]
  }

  /// What this process has used; not what a database server beside it does.
  private static func processorMicroseconds() -> Int {
    // POSIX has the unit fixed at a millionth of a second.
    Int(clock())
  }
}
