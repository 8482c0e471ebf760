import AuditLog
import ELicence
import JOSE
import LicenceIssuer
import OAuth
import SQLStore
import TestSupport
import Testing

/// What is done to a licence is in the log with who did it, in the transaction that did it.
@Suite struct AuditedIssuanceTests {
  @Test(arguments: AuditAction.all(of: .issuance))
  func `what is done to a licence is recorded`(action: AuditAction) async throws {
    try await TestIssuer.run { issuer in
      let uscc = try FixtureLicence.company.uscc
      switch action {
      case .licencesImported: break
      case .licenceChanged: try await issuer.registrar.suspend(uscc, reason: "挂失", at: issuer.clock.now)
      case .licenceOffered: _ = try await issuer.offer()
      case .credentialIssued: _ = try await Phone().receive(try await issuer.offer(), at: issuer)
      case .holderWithdrawn:
        let holder = try await issuer.offer().holder.holder
        try await issuer.registrar.withdraw(holder.id, from: uscc, at: issuer.clock.now)
      default: Issue.record("no test produces \(action)")
      }
      let event = try #require(try await issuer.audit.found(action).first).event
      #expect(event.licence == (action == .licencesImported ? nil : uscc.value))
      #expect(event.actor.role == (action == .credentialIssued ? .holder : .operator))
      #expect(action == .credentialIssued || event.actor.name == TestIssuer.registrarAccount)
    }
  }

  @Test func `a change carries its reason, an import its counts`() async throws {
    try await TestIssuer.run { issuer in
      let uscc = try FixtureLicence.company.uscc
      try await issuer.registrar.suspend(uscc, reason: "挂失", at: issuer.clock.now)
      #expect(try await issuer.audit.found(.licenceChanged).first?.event.reason == "挂失")
      #expect(try await issuer.audit.found(.licencesImported).first?.event.reason?.hasPrefix("1 registered") == true)
    }
  }

  @Test func `a holder is a pseudonym in the leaf, the same one from offer to credential`() async throws {
    try await TestIssuer.run { issuer in
      let handout = try await issuer.offer()
      _ = try await Phone().receive(handout, at: issuer)
      let offered = try #require(try await issuer.audit.found(.licenceOffered).first).event
      let issued = try #require(try await issuer.audit.found(.credentialIssued).first)
      #expect(offered.object != nil)
      #expect(issued.event.actor.name == offered.object)
      #expect(issued.requestID != nil)
      let leaves = try await issuer.audit.records(from: 0, limit: 100)
      let text = leaves.map { String(decoding: $0.bytes, as: UTF8.self) }.joined()
      #expect(!text.contains(handout.holder.holder.id) && !text.contains("张三"))
      let record = try #require(leaves.first { $0.leaf?.event.action == .licenceOffered })
      #expect(try issuer.audit.details(of: record, at: issuer.clock.now)?["name"] == "张三")
    }
  }

  @Test func `what was refused left no record of having happened`() async throws {
    try await TestIssuer.run { issuer in
      let uscc = try FixtureLicence.company.uscc
      await #expect(throws: RegistryRefusal.self) {
        try await issuer.registrar.restore(uscc, reason: "恢复", at: issuer.clock.now)
      }
      await #expect(throws: RegistryRefusal.self) {
        try await issuer.registrar.withdraw("nobody", from: uscc, at: issuer.clock.now)
      }
      #expect(try await issuer.audit.found(.licenceChanged).isEmpty)
      #expect(try await issuer.audit.found(.holderWithdrawn).isEmpty)
    }
  }
}
