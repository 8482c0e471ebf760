import HTTPTypes
import HummingbirdTesting
import JOSE
import NIOCore
import Testing

@testable import TongzhaoServer

/// Who may ask what. The commands are those that are registered, so that a new one is covered unasked.
@Suite struct AuthorisationTests {
  @Test func `names are unique and say area and deed`() {
    let names = OperatorCommands.all.map { $0.name }
    #expect(Set(names).count == names.count)
    #expect(names.allSatisfy { $0.split(separator: ".").count == 2 })
    #expect(names.count > 30)
  }

  @Test(arguments: ServerKind.allCases)
  func `every command is refused to every role whose duty it is not`(kind: ServerKind) async throws {
    try await OperatorFixture.with(kind) { fixture in
      var sessions: [OperatorRole: OperatorFixture.Session] = [:]
      for (role, person) in try await fixture.enrolEverybody() { sessions[role] = try await fixture.logIn(person) }
      let everybody = sessions
      try await fixture.serving { client in
        for command in OperatorCommands.all where command.servers.contains(kind) {
          for role in OperatorRole.allCases {
            for path in ["", "/plan"] {
              // No command takes this parameter: it is refused before it does anything, but after it is authorised.
              let response = try await fixture.ask(
                client, "/admin/commands/\(command.name)\(path)", everybody[role],
                ["no_such_parameter": 1, "reason": "test"])
              #expect(
                response.status == (command.duty.includes(role) ? .badRequest : .forbidden),
                "\(role) \(command.name)\(path): \(String(buffer: response.body))")
            }
          }
          let stranger = try await fixture.ask(client, "/admin/commands/\(command.name)", nil, ["reason": "test"])
          #expect(stranger.status == .unauthorized, "\(command.name)")
        }
      }
    }
  }

  @Test func `only audit reads the log, and audit has nothing else`() {
    for command in OperatorCommands.all {
      let isAudit = command.name.hasPrefix("audit.")
      // The keys by which the log is verified are public.
      if isAudit, command.name != "audit.public-keys" { #expect(command.duty.roles == [.audit], "\(command.name)") }
      if command.duty.includes(.audit), !isAudit {
        #expect(command.effect == .looks, "\(command.name) lets audit change something")
      }
    }
  }

  @Test func `whoever keeps keys neither approves nor enrols nor imports`() {
    for command in OperatorCommands.all where command.effect != .looks {
      let area = command.name.split(separator: ".")[0]
      if ["operators", "trust", "licences"].contains(area) {
        #expect(!command.duty.includes(.system), "\(command.name)")
      }
      if ["clients.approve", "clients.reject"].contains(command.name) {
        #expect(command.duty.roles == [.security], "\(command.name)")
      }
      if area == "licences" { #expect(command.duty.roles == [.registrar], "\(command.name)") }
    }
  }

  @Test func `what endangers something is not asked without a reason`() async throws {
    try await OperatorFixture.with { fixture in
      let people = try await fixture.enrolEverybody()
      for command in OperatorCommands.all
      where command.effect == .endangers && command.servers.contains(.identityProvider) {
        let role = try #require(command.duty.roles.first)
        let desk = fixture.desk(try #require(people[role]), reason: nil)
        await #expect(throws: OperatorRefusal.reasonMissing) { try await desk.admit(command, at: fixture.clock.now) }
      }
    }
  }

  @Test func `a command of the other server is refused`() async throws {
    try await OperatorFixture.with { fixture in
      let people = try await fixture.enrolEverybody()
      let desk = fixture.desk(try #require(people[.registrar]))
      await #expect(throws: OperatorRefusal.wrongServer(.identityProvider)) {
        try await desk.execute(ListLicences(limit: 1, after: nil), at: fixture.clock.now)
      }
    }
  }
}
