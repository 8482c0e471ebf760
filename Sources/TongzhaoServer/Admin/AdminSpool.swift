import OAuth
import OAuthHTTP

/// A file that is being received: in memory while it is small, so that a private key on its way in is never written to
/// a disk, and beyond that in a file without a name.
struct AdminSpool {
  /// More is not kept in memory.
  static let memory = 1 << 20
  private var bytes: [UInt8] = []
  private var file: ReceivedFile?
  private var size = 0

  mutating func take(_ more: ArraySlice<UInt8>, limit: Int) throws {
    size += more.count
    guard size <= limit else { throw OAuthError.bodyTooLarge }
    if file == nil, size > Self.memory {
      file = try ReceivedFile()
      try file?.write(bytes)
      bytes = []
    }
    if let file { try file.write(more) } else { bytes += more }
  }

  var content: OperatorContent { file.map { .received($0) } ?? .bytes(bytes) }
}
