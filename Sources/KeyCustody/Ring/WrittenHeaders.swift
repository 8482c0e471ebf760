import Synchronization

/// The headers of one key's tokens as they stand in them, by the tokens' type. Types are words of ours, so they are few.
final class WrittenHeaders: Sendable {
  private let written = Mutex<[String?: [UInt8]]>([:])

  func header(_ type: String?, write: () -> [UInt8]) -> [UInt8] {
    if let known = written.withLock({ $0[type] }) { return known }
    let header = write()
    written.withLock { $0[type] = header }
    return header
  }
}
