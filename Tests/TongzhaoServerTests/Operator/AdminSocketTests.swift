import Foundation
import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import TongzhaoServer

/// What is taken away where the admin API is to listen: a stale socket, and nothing else.
@Suite struct AdminSocketTests {
  private func listening(at path: String) async throws -> any Channel {
    try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton).bind(unixDomainSocketPath: path).get()
  }

  @Test func `a socket that a killed process left behind is taken away`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/s"
      try await AdminSocket.clear(path)
      // Whoever closes properly takes it away; a second name stays behind, as after a kill.
      let served = try await listening(at: folder + "/served")
      try FileManager.default.linkItem(atPath: folder + "/served", toPath: path)
      try await served.close()
      #expect(FileManager.default.fileExists(atPath: path))
      try await AdminSocket.clear(path)
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }

  @Test func `a socket at which somebody listens stays, and so does what is no socket`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/s"
      let other = try await listening(at: path)
      await #expect(throws: AdminSocket.Refusal.inUse(path)) { try await AdminSocket.clear(path) }
      #expect(FileManager.default.fileExists(atPath: path))
      try await other.close()
      let file = folder + "/notes.txt"
      try Data("mine".utf8).write(to: URL(fileURLWithPath: file))
      for thing in [file, folder] {
        await #expect(throws: AdminSocket.Refusal.notASocket(thing)) { try await AdminSocket.clear(thing) }
        #expect(FileManager.default.fileExists(atPath: thing))
      }
      #expect(try String(contentsOfFile: file, encoding: .utf8) == "mine")
    }
  }
}
