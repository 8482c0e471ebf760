import Foundation
import HTTPTypes
import HummingbirdTesting
import JOSE
import KeyCustody
import LibCrypto
import NIOCore
import OAuth
import OAuthHTTP
import Testing

@testable import TongzhaoServer

/// Files that travel with commands: who may send them, and that nothing of them stays.
@Suite struct AdminContentTests {
  @Test func `a key that is imported is on no disk on its way`() async throws {
    try await OperatorFixture.with { fixture in
      let system = try await fixture.logIn(try await fixture.enrolSystem())
      let slot = KeySlot(.token, .es256)
      let key = try SigningKey.generate(.es256)
      let file = Array(PEM.text("PRIVATE KEY", key.privateRepresentation).utf8)
      guard case .bytes(let content) = KeyImportEnvelope(file: file, passphrase: nil).content else {
        Issue.record("an envelope is in memory")
        return
      }
      let before = Self.received
      try await fixture.serving { client in
        let response = try await Self.send(
          client, "commands/keys.import",
          ImportKey(slot, signsInDays: nil).parameters.merging(["reason": "moved here"]), content, by: system)
        #expect(response.status == .ok, "\(String(buffer: response.body))")
      }
      await Self.expectNothingLeft(since: before)
    }
  }

  @Test func `only what is large is in a file, and that has no name`() async throws {
    let before = Self.received
    var spool = AdminSpool()
    try spool.take(ArraySlice(repeating: 7, count: AdminSpool.memory), limit: .max)
    guard case .bytes(let small) = spool.content else {
      Issue.record("a file of \(AdminSpool.memory) bytes is in memory")
      return
    }
    #expect(small == Array(repeating: 7, count: AdminSpool.memory))
    try spool.take([8], limit: .max)
    let large = spool.content
    guard case .received = large else {
      Issue.record("one byte more is in a file")
      return
    }
    await Self.expectNothingLeft(since: before)
    #expect(large.size == AdminSpool.memory + 1)
    // It is read from its beginning, as often as one likes.
    for _ in 1...2 {
      #expect(try large.bytes(atMost: AdminSpool.memory + 1) == small + [8])
      let read = try await large.withFile { try Data(contentsOf: URL(fileURLWithPath: $0)) }
      #expect(read == Data(small + [8]))
    }
    #expect(throws: OAuthError.bodyTooLarge) { try spool.take([9], limit: AdminSpool.memory + 1) }
  }

  @Test func `what is in memory can be read as a file that has no name`() async throws {
    let before = Self.received
    let read = try await OperatorContent.bytes([1, 2, 3]).withFile { path in
      await Self.expectNothingLeft(since: before)
      return try Data(contentsOf: URL(fileURLWithPath: path))
    }
    #expect(read == Data([1, 2, 3]))
  }

  @Test func `without the duty nothing of the body is read`() async throws {
    try await OperatorFixture.with { fixture in
      _ = try await fixture.enrolSystem()
      let audit = try await fixture.logIn(try await fixture.enrol("audit-one", .audit))
      let system = try await fixture.logIn(try await fixture.enrol("system-two", .system))
      // Whoever reads it says that it is too large, or no JSON.
      let endless = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
      try await fixture.serving { client in
        for path in ["commands/keys.import", "commands/keys.import/plan"] {
          let idle = try await Self.send(client, path, nil, endless, by: audit)
          #expect(idle.status == .forbidden)
          let long = try await Self.send(client, path, nil, endless, by: system)
          #expect(long.status == .contentTooLarge)
          let short = try await Self.send(client, path, nil, [10], by: audit)
          #expect(short.status == .forbidden)
          let other = try await Self.send(client, path, nil, [10], by: system)
          #expect(other.status == .badRequest)
        }
      }
    }
  }

  @Test func `no file is taken at the login`() async throws {
    try await OperatorFixture.with { fixture in
      let zhang = try await fixture.enrol("zhang", .security)
      fixture.clock.advance(by: 60)
      let code = zhang.factor.code(ofStep: OneTimePassword.step(at: fixture.clock.now))
      let parameters: JSONObject = ["code": .string(code), "session_key": .string(try OperatorFixture.publicKey())]
      let before = Self.received
      try await fixture.serving { client in
        let stranger = OperatorFixture.Session(token: "", certificate: zhang.certificate)
        let framed = try await Self.send(
          client, "login", parameters, [UInt8](repeating: 0, count: 2 << 20), by: stranger)
        #expect(framed.status == .unsupportedMediaType)
        await Self.expectNothingLeft(since: before)
        var large = parameters
        large["code"] = .string(String(repeating: "1", count: 20_000))
        let tooLarge = try await fixture.ask(client, "/admin/login", nil, large, certificate: zhang.certificate)
        #expect(tooLarge.status == .contentTooLarge)
        let login = try await fixture.ask(client, "/admin/login", nil, parameters, certificate: zhang.certificate)
        #expect(login.status == .ok, "\(String(buffer: login.body))")
      }
    }
  }

  /// Sends parameters in one line and a file behind it; without parameters only the bytes.
  private static func send(
    _ client: any TestClientProtocol, _ path: String, _ parameters: JSONObject?, _ content: [UInt8],
    by session: OperatorFixture.Session
  ) async throws -> TestResponse {
    let line = parameters.map { $0.serialized() + [UInt8(ascii: "\n")] } ?? []
    return try await TestPeer.$certificate.withValue(session.certificate) {
      try await client.execute(
        uri: "/admin/" + path, method: .post,
        headers: [.contentType: AdminRequest.framed, .authorization: "Bearer \(session.token)"],
        body: ByteBuffer(bytes: line + content))
    }
  }

  /// Names of received files in the temporary folder.
  private static var received: Set<String> {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: NSTemporaryDirectory())) ?? []
    return Set(names.filter { $0.hasPrefix("tongzhao-received-") })
  }

  /// What other tests receive has a name for an instant; what is left here has it for good.
  private static func expectNothingLeft(
    since before: Set<String>, sourceLocation: SourceLocation = #_sourceLocation
  ) async {
    var left = received.subtracting(before)
    for _ in 1...600 where !left.isEmpty {
      try? await Task.sleep(for: .milliseconds(100))
      left.formIntersection(received)
    }
    #expect(left.isEmpty, sourceLocation: sourceLocation)
  }
}

extension OperatorFixture {
  /// Somebody of security, who comes first, and then somebody who keeps keys.
  fileprivate func enrolSystem() async throws -> Person {
    _ = try await enrol("security-one", .security)
    return try await enrol("system-one", .system)
  }
}
