import Foundation
package import LibCrypto
import Synchronization

/// A token of SoftHSM in a temporary folder. All of them are of one process-wide module, as in a server.
package struct TestToken: Sendable {
  package struct Unusable: Error { package let why: String }

  package static let pin = "0246813579"
  private static let module = "/usr/lib/softhsm/libsofthsm2.so"

  /// One configuration for the process: the module reads its place from the environment, once for each beginning.
  private static let all: Result<[TestToken], any Error> = Result {
    guard FileManager.default.fileExists(atPath: module) else {
      throw Unusable(why: "\(module) is missing: install softhsm2 (deploy/machine.sh, testing_packages)")
    }
    let home = NSTemporaryDirectory() + "/tongzhao-softhsm-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: home + "/tokens", withIntermediateDirectories: true)
    let text = "directories.tokendir = \(home)/tokens\nobjectstore.backend = file\nlog.level = ERROR\n"
    try Data(text.utf8).write(to: URL(filePath: home + "/softhsm2.conf"))
    setenv("SOFTHSM2_CONF", home + "/softhsm2.conf", 1)
    return try (0..<count).map { number in
      let before = Set(try FileManager.default.contentsOfDirectory(atPath: home + "/tokens"))
      try initialize("test-\(number)")
      let made = Set(try FileManager.default.contentsOfDirectory(atPath: home + "/tokens")).subtracting(before)
      guard let folder = made.first else { throw Unusable(why: "softhsm2-util made no token") }
      return TestToken(label: "test-\(number)", folder: home + "/tokens/" + folder, lost: home + "/lost-\(number)")
    }
  }
  /// How many tests may have a token of their own.
  private static let count = 40
  private static let taken = Mutex(0)

  package let label: String
  private let folder: String
  private let lost: String

  /// One that nobody else has. Where the module is missing it fails: nothing is skipped. They were all made before the
  /// module began, so that no test has to begin it anew for another.
  package static func take() throws -> TestToken {
    let all = try all.get()
    let number = taken.withLock { taken in
      defer { taken += 1 }
      return taken
    }
    guard number < all.count else { throw Unusable(why: "there are only \(count) tokens") }
    return all[number]
  }

  private static func initialize(_ label: String) throws {
    let (status, output) = try OtherProgram.run(
      "/usr/bin/softhsm2-util",
      ["--init-token", "--free", "--label", label, "--pin", pin, "--so-pin", "9753186420"])
    guard status == 0 else {
      throw Unusable(why: "softhsm2-util made no token: \(String(decoding: output, as: UTF8.self))")
    }
  }

  /// Opens it as a server does.
  package func opened(threads: Int = 4, limit: Int = 256, pin: String = pin) throws -> HardwareToken {
    try HardwareToken(module: Self.module, label: label, threads: threads, limit: limit) { Array(pin.utf8) }
  }

  /// Takes it away, as if it were unplugged.
  package func lose() throws { try FileManager.default.moveItem(atPath: folder, toPath: lost) }

  package func giveBack() throws { try FileManager.default.moveItem(atPath: lost, toPath: folder) }
}
