import AuditLog
import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import SQLStore
import TestSupport
import Testing

/// What clients do wrong is in the log, and nobody can fill it by doing wrong.
@Suite struct AuditedClientTests {
  @Test(arguments: AuditAction.all(of: .client))
  func `what a client does wrong is recorded`(action: AuditAction) async throws {
    try await Provider.run { provider, http in
      switch action {
      case .codeReplayed:
        let login = try await provider.login()
        for _ in 0..<2 { _ = try await http.redeem(login) }
      case .refreshReused:
        let login = try await provider.login("app")
        let app = [("client_id", "app")]
        let first = try await http.post("/token", login.form + app).json.text("refresh_token")
        _ = try await http.refresh(first, [:], app)
        provider.clock.advance(by: 11)
        _ = try await http.refresh(first, [:], app)
      case .clientAuthenticationFailed: try await fail(as: "portal", http)
      default: Issue.record("no test produces \(action)")
      }
      let leaf = try #require(try await provider.audit.found(action).first)
      #expect(leaf.event.outcome == .refused)
      #expect(leaf.requestID != nil)
    }
  }

  private func fail(as client: String, _ http: any TestClientProtocol) async throws {
    let basic = "Basic " + Base64.encode(Array("\(client):wrong".utf8))
    let answer = try await http.post("/token", [("grant_type", "client_credentials")], [.authorization: basic])
    #expect(answer.refusal == "invalid_client")
  }

  @Test func `a known client is named with the refusal, an unknown one is not`() async throws {
    try await Provider.run { provider, http in
      try await fail(as: "portal", http)
      try await fail(as: "nobody", http)
      let events = try await provider.audit.found(.clientAuthenticationFailed).map(\.event)
      #expect(events.map(\.client) == ["portal", nil])
      #expect(events.map(\.reason) == ["wrongSecret", "unknownClient"])
      #expect(events.allSatisfy { $0.actor == .anonymous })
    }
  }

  @Test func `a flood of invented clients and wrong secrets is bounded`() async throws {
    try await Provider.run { provider, http in
      for number in 0..<SQLAuditLog.perHour + 15 { try await fail(as: "client-\(number)", http) }
      for _ in 0..<SQLAuditLog.perHour + 5 { try await fail(as: "portal", http) }
      #expect(try await provider.audit.found(.clientAuthenticationFailed).count == 2 * SQLAuditLog.perHour)
    }
  }
}
