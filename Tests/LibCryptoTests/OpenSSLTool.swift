import Foundation
import TestSupport

/// The command line tool, as a second opinion.
struct OpenSSLTool {
  static let path = ["/usr/bin/openssl", "/usr/local/bin/openssl", "/opt/homebrew/bin/openssl"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "LibCryptoTests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func remove() throws { try FileManager.default.removeItem(at: folder) }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: folder.appending(path: name))
  }

  func read(_ name: String) throws -> String { String(decoding: try readBytes(name), as: UTF8.self) }

  func readBytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: folder.appending(path: name))) }

  /// Runs it in the folder. Gives the exit status and everything it said.
  @discardableResult func callAsFunction(_ arguments: String...) throws -> (status: Int32, output: String) {
    let (status, output) = try OtherProgram.run(OpenSSLTool.path ?? "", arguments, in: folder.path)
    return (status, String(decoding: output, as: UTF8.self))
  }
}
