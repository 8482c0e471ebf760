import Foundation
import OAuth
import OAuthHTTP

/// A file that is being received, in a place of its own that only this server's account can read.
final class AdminSpool {
  private let path: String
  private let file: FileHandle
  private var size = 0

  init() throws {
    path = NSTemporaryDirectory() + "/tongzhao-received-" + UUID().uuidString
    guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
      throw CocoaError(.fileWriteUnknown)
    }
    file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
  }

  func take(_ bytes: ArraySlice<UInt8>, limit: Int) throws {
    size += bytes.count
    guard size <= limit else { throw OAuthError.bodyTooLarge }
    if !bytes.isEmpty { try file.write(contentsOf: Data(bytes)) }
  }

  func finish() throws -> OperatorContent {
    try file.close()
    return .file(path: path, isTemporary: true)
  }

  func abandon() {
    try? file.close()
    try? FileManager.default.removeItem(atPath: path)
  }
}
