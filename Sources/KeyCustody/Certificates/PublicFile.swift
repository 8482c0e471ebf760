#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A file that anybody may read.
enum PublicFile {
  static func read(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: path)))
  }

  /// Makes the file; never overwrites.
  static func create(_ path: String, _ content: [UInt8]) throws {
    try Data(content).write(to: URL(filePath: path), options: .withoutOverwriting)
  }
}
