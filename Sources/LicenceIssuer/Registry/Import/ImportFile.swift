#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file as a source of chunks for the reader.
package final class ImportFile {
  /// Why a file cannot be read.
  package struct Failure: Error, Sendable, Hashable {
    package let path: String
    /// `errno`
    package let code: Int32
  }

  /// The size when it was opened; 0 for a pipe.
  package let size: Int
  private let path: String
  private let descriptor: Int32

  package init(path: String) throws(Failure) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure(path: path, code: errno) }
    var status = stat()
    size = fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    self.path = path
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// The next bytes, none at the end.
  package func nextChunk() throws(Failure) -> [UInt8] {
    let chunk = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
      var result = read(descriptor, buffer.baseAddress, buffer.count)
      while result < 0, errno == EINTR { result = read(descriptor, buffer.baseAddress, buffer.count) }
      count = max(0, result)
      failed = result < 0 ? errno : 0
    }
    guard failed == 0 else { throw Failure(path: path, code: failed) }
    return chunk
  }

  private var failed: Int32 = 0
}
