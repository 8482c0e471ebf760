import Foundation
import FuzzHarness
import FuzzLibCrypto
import FuzzRooms
import FuzzWords
import Testing

/// The kept inputs, by target.
enum Corpus {
  static let targets = FuzzTarget.libCrypto + FuzzTarget.words + FuzzTarget.rooms

  /// How many changes of each input are tried.
  static let changes = ProcessInfo.processInfo.environment["FUZZ_CHANGES"].flatMap { Int($0) } ?? 8

  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "corpus")

  /// The inputs of a target, by file name.
  static func inputs(of target: FuzzTarget) throws -> [(name: String, bytes: [UInt8])] {
    let folder = Self.folder.appending(path: target.name)
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map { name in
      (name, Array(try Data(contentsOf: folder.appending(path: name))))
    }
  }
}

extension FuzzTarget: CustomTestStringConvertible {
  /// Its name.
  public var testDescription: String { name }
}
