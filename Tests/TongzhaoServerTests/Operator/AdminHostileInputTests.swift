import HTTPTypes
import HummingbirdTesting
import JOSE
import NIOCore
import Testing

@testable import TongzhaoServer

/// Whatever is sent to the admin API, by a stranger or by an operator, is answered by a refusal and never a failure of
/// ours. The commands are those that are registered.
@Suite struct AdminHostileInputTests {
  private static let values: [JSON] = [
    .null, true, -1, 9_007_199_254_740_993, .number(1e300), "", "\u{0}", "../../etc/passwd", "' OR 1=1 --", [], [[[]]],
    ["a": ["b": []]], .string(String(repeating: "A", count: 20_000)),
  ]
  private static let names = [
    "client_id", "kid", "number", "document", "patch", "code", "name", "role", "public_key", "issuer", "certificate",
    "region", "limit", "text", "state", "fields", "use", "algorithm", "month", "reason",
  ]

  @Test(.timeLimit(.minutes(30))) func `a stranger's bytes do nothing`() async throws {
    try await OperatorFixture.with { fixture in
      try await fixture.serving { client in
        for path in ["login", "logout", "commands/keys.list", "commands/%00", "commands/keys.list/plan"] {
          for body in HostileBody.all {
            let response = try await client.execute(
              uri: "/admin/\(path)", method: .post,
              headers: [.contentType: body.type, .authorization: "Bearer \u{7F}::"],
              body: ByteBuffer(bytes: body.bytes))
            #expect((400..<500).contains(response.status.code), "\(path) \(body.type) → \(response.status)")
          }
        }
      }
    }
  }

  @Test(.timeLimit(.minutes(30)), arguments: ServerKind.allCases)
  func `an operator's wrong parameters are mistakes`(kind: ServerKind) async throws {
    try await OperatorFixture.with(kind) { fixture in
      var people: [OperatorRole: OperatorFixture.Session] = [:]
      for (role, person) in try await fixture.enrolEverybody() { people[role] = try await fixture.logIn(person) }
      let sessions = people
      try await fixture.serving { client in
        for command in OperatorCommands.all where command.servers.contains(kind) {
          guard let role = command.duty.roles.first, let session = sessions[role] else { continue }
          for value in Self.values {
            var body: JSONObject = [:]
            for name in Self.names { body[name] = value }
            // One more than any command knows, so that nothing is carried out.
            body["no_such_parameter"] = 1
            let response = try await fixture.ask(client, "/admin/commands/\(command.name)", session, body)
            #expect(
              (400..<500).contains(response.status.code),
              "\(command.name): \(response.status) \(String(buffer: response.body).prefix(200))")
          }
        }
        guard let session = sessions[.system] else { return }
        for body in HostileBody.all where body.type == "application/json" {
          let response = try await TestPeer.$certificate.withValue(session.certificate) {
            try await client.execute(
              uri: "/admin/commands/operators.whoami", method: .post,
              headers: [.contentType: body.type, .authorization: "Bearer \(session.token)"],
              body: ByteBuffer(bytes: body.bytes))
          }
          #expect(response.status.code < 500, "\(response.status)")
        }
        let framed = Array(#"{"nothing":1}"#.utf8) + [10] + HostileBody.tenMegabytes
        let response = try await TestPeer.$certificate.withValue(session.certificate) {
          try await client.execute(
            uri: "/admin/commands/operators.whoami", method: .post,
            headers: [.contentType: AdminRequest.framed, .authorization: "Bearer \(session.token)"],
            body: ByteBuffer(bytes: framed))
        }
        #expect(response.status == .badRequest)
      }
    }
  }
}
