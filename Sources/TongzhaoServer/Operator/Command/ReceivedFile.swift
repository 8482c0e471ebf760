import Foundation

/// A file on the disk without a name: nobody else can open it, and it is gone with whoever holds it, however that ends.
package final class ReceivedFile: Sendable {
  private let file: FileHandle

  package init() throws {
    let path = NSTemporaryDirectory() + "/tongzhao-received-" + UUID().uuidString
    file = try DurableFile.create(path)
    guard unlink(path) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
  }

  package func write(_ bytes: some Sequence<UInt8>) throws { try file.write(contentsOf: Data(bytes)) }

  /// Where it can be opened for reading, by this process alone and while it is held.
  package var path: String {
    #if os(Linux)
      "/proc/self/fd/\(file.fileDescriptor)"
    #else
      // Opening this is duplicating the descriptor, with its place in the file.
      lseek(file.fileDescriptor, 0, SEEK_SET) == 0 ? "/dev/fd/\(file.fileDescriptor)" : ""
    #endif
  }

  /// Opened for reading from its beginning.
  func opened() throws -> FileHandle { try FileHandle(forReadingFrom: URL(fileURLWithPath: path)) }

  package var size: Int { (try? Int(opened().seekToEnd())) ?? 0 }
}
