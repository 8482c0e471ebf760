import Foundation
import NIOCore
import NIOPosix

/// The place in the file system where the admin API listens.
enum AdminSocket {
  /// Why nothing can listen there.
  enum Refusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// Something else lies there, which nobody meant to lose.
    case notASocket(String)
    /// Another process listens there.
    case inUse(String)

    var description: String {
      switch self {
      case .notASocket(let path): "\(path) is no socket, and is left as it is: name another path in admin.listen"
      case .inUse(let path): "another process listens at \(path)"
      }
    }
  }

  /// Takes away a socket at which nobody listens any more: a killed process leaves it behind, and it would keep this one
  /// from listening. Nothing else is taken away.
  static func clear(_ path: String) async throws {
    guard FileManager.default.fileExists(atPath: path) else { return }
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    guard attributes[.type] as? FileAttributeType == .typeSocket else { throw Refusal.notASocket(path) }
    guard try await !isListenedAt(path) else { throw Refusal.inUse(path) }
    try FileManager.default.removeItem(atPath: path)
  }

  private static func isListenedAt(_ path: String) async throws -> Bool {
    do {
      let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connect(unixDomainSocketPath: path).get()
      try await channel.close()
      return true
    } catch let error as IOError where error.errnoCode == ECONNREFUSED {
      return false
    }
  }
}
