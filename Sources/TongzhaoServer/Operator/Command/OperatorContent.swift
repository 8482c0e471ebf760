import Foundation

/// The content of a file that travels with a command or with its answer. Commands never open a path that was named by
/// who asks: that path is on another machine.
package enum OperatorContent: Sendable {
  case bytes([UInt8])
  /// In a file at this machine: one that lies there anyway, or that was received into a private place.
  case file(path: String, isTemporary: Bool)

  /// All of it, where it is small.
  /// - Throws: ``OperatorRefusal/contentTooLarge(limit:)``.
  package func bytes(atMost limit: Int) throws -> [UInt8] {
    switch self {
    case .bytes(let bytes):
      guard bytes.count <= limit else { throw OperatorRefusal.contentTooLarge(limit: limit) }
      return bytes
    case .file(let path, _):
      let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
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
    case .bytes(let bytes):
      let path = NSTemporaryDirectory() + "/tongzhao-" + UUID().uuidString
      guard
        FileManager.default.createFile(
          atPath: path, contents: Data(bytes), attributes: [.posixPermissions: 0o600])
      else { throw CocoaError(.fileWriteUnknown) }
      defer { try? FileManager.default.removeItem(atPath: path) }
      return try await work(path)
    }
  }

  /// How many bytes it has.
  package var size: Int {
    switch self {
    case .bytes(let bytes): bytes.count
    case .file(let path, _):
      (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    }
  }

  /// Takes a received file away. A file that lies there anyway stays.
  package func discard() {
    if case .file(let path, true) = self { try? FileManager.default.removeItem(atPath: path) }
  }
}
