import Foundation

/// The content of a file that travels with a command or with its answer. Commands never open a path that was named by
/// who asks: that path is on another machine.
package enum OperatorContent: Sendable {
  case bytes([UInt8])
  /// In a file at this machine: one that lies there anyway, or that was made for this answer.
  case file(path: String, isTemporary: Bool)
  /// Too large for the memory, and in a file without a name.
  case received(ReceivedFile)

  /// All of it, where it is small.
  /// - Throws: ``OperatorRefusal/contentTooLarge(limit:)``.
  package func bytes(atMost limit: Int) throws -> [UInt8] {
    switch self {
    case .bytes(let bytes):
      guard bytes.count <= limit else { throw OperatorRefusal.contentTooLarge(limit: limit) }
      return bytes
    case .file, .received:
      guard let file = try opened() else { return [] }
      defer { try? file.close() }
      let data = try file.read(upToCount: limit + 1) ?? Data()
      guard data.count <= limit else { throw OperatorRefusal.contentTooLarge(limit: limit) }
      return [UInt8](data)
    }
  }

  /// A path at which it can be read, for as long as `work` takes.
  package func withFile<T>(_ work: (_ path: String) async throws -> T) async throws -> T {
    switch self {
    case .file(let path, _): return try await work(path)
    case .received(let file):
      defer { withExtendedLifetime(file) {} }
      return try await work(file.path)
    case .bytes(let bytes):
      let file = try ReceivedFile()
      defer { withExtendedLifetime(file) {} }
      try file.write(bytes)
      return try await work(file.path)
    }
  }

  /// Opened for reading from its beginning; nil for what is in memory.
  func opened() throws -> FileHandle? {
    switch self {
    case .bytes: nil
    case .file(let path, _): try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    case .received(let file): try file.opened()
    }
  }

  /// How many bytes it has.
  package var size: Int {
    switch self {
    case .bytes(let bytes): bytes.count
    case .file(let path, _):
      (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    case .received(let file): file.size
    }
  }

  /// Takes away a file that was made for this answer. One that lies there anyway stays, one without a name goes by itself.
  package func discard() {
    if case .file(let path, true) = self { try? FileManager.default.removeItem(atPath: path) }
  }
}
