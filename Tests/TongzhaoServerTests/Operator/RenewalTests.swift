import AuditLog
import HTTPTypes
import HummingbirdTesting
import JOSE
import KeyCustody
import LibCrypto
import NIOCore
import SQLStore
import Testing

@testable import TongzhaoServer

/// An operator renews the certificate where both factors are shown anyway: at a login.
@Suite struct RenewalTests {
  private func logIn(
    _ fixture: OperatorFixture, _ person: OperatorFixture.Person, with certificate: [UInt8], renewing: Bool = true
  ) async throws -> OperatorLogin {
    fixture.clock.advance(by: 60)
    return try await fixture.directory.logIn(
      certificate: Digests.sha256(certificate),
      code: person.factor.code(ofStep: OneTimePassword.step(at: fixture.clock.now)),
      sessionKeyPEM: try OperatorFixture.publicKey(), renewing: renewing, at: fixture.clock.now)
  }

  @Test func `a renewed certificate is for the same key and as many days`() async throws {
    try await OperatorFixture.with { fixture in
      let zhang = try await fixture.enrol("zhang", .security)
      let former = try Certificate(der: zhang.certificate)
      fixture.clock.advance(by: 20 * 86_400)
      let login = try await logIn(fixture, zhang, with: zhang.certificate)
      let renewed = try Certificate(pem: try #require(login.renewedPEM))
      #expect(renewed.publicKeyInfoDER == former.publicKeyInfoDER && renewed.commonName == "zhang")
      #expect(renewed.notAfter - renewed.notBefore == former.notAfter - former.notBefore)
      #expect(renewed.notAfter >= former.notAfter + 20 * 86_400)
      #expect(login.certifiedUntil == NumericDate(renewed.notAfter))
      let shown = try await fixture.desk(zhang).execute(ShowOperator("zhang"), at: fixture.clock.now)
      #expect(shown.json["certificate_until"]?.date == login.certifiedUntil)
    }
  }

  @Test func `the former certificate is good until the renewed one is used, so that a lost answer locks nobody out`()
    async throws
  {
    try await OperatorFixture.with { fixture in
      let zhang = try await fixture.enrol("zhang", .security)
      _ = try await logIn(fixture, zhang, with: zhang.certificate)
      // The answer was lost: the operator begins again with the certificate that is there.
      let again = try await logIn(fixture, zhang, with: zhang.certificate)
      let renewed = try Certificate(pem: try #require(again.renewedPEM)).der
      _ = try await logIn(fixture, zhang, with: zhang.certificate, renewing: false)
      _ = try await logIn(fixture, zhang, with: renewed, renewing: false)
      await #expect(throws: OperatorLoginRefusal.unknownCertificate) {
        _ = try await logIn(fixture, zhang, with: zhang.certificate, renewing: false)
      }
      _ = try await logIn(fixture, zhang, with: renewed, renewing: false)
    }
  }

  @Test func `a wrong or used code renews nothing`() async throws {
    try await OperatorFixture.with { fixture in
      let zhang = try await fixture.enrol("zhang", .security)
      let store = SQLOperatorStore(fixture.state.database)
      fixture.clock.advance(by: 3600)
      let right = zhang.factor.code(ofStep: OneTimePassword.step(at: fixture.clock.now))
      let wrong = right == "000000" ? "000001" : "000000"
      await #expect(throws: OperatorLoginRefusal.wrongCode) {
        _ = try await fixture.directory.logIn(
          certificate: Digests.sha256(zhang.certificate), code: wrong, sessionKeyPEM: try OperatorFixture.publicKey(),
          renewing: true, at: fixture.clock.now)
      }
      for expected in [false, true] {
        do {
          _ = try await fixture.directory.logIn(
            certificate: Digests.sha256(zhang.certificate), code: right,
            sessionKeyPEM: try OperatorFixture.publicKey(), renewing: expected, at: fixture.clock.now)
          #expect(!expected)
        } catch { #expect(expected && error as? OperatorLoginRefusal == .usedCode) }
      }
      #expect(try await store.operator(named: "zhang")?.certificate == zhang.certificate)
    }
  }

  @Test func `an appointment for a fixed term is not renewed`() async throws {
    try await OperatorFixture.with { fixture in
      let zhang = try await fixture.enrol("zhang", .security)
      let answer = try await fixture.desk(zhang).execute(
        EnrolOperator(
          "li", role: .audit, publicKeyPEM: try OperatorFixture.publicKey(), days: 3, hasFixedTerm: true),
        at: fixture.clock.now)
      #expect(answer.json["fixed_term"] == true)
      let li = OperatorFixture.Person(
        name: "li", role: .audit,
        certificate: try Certificate(pem: try #require(answer.json["certificate"]?.string)).der,
        factor: try OperatorFixture.factor(try #require(answer.json["otpauth"]?.string)))
      await #expect(throws: OperatorRefusal.termIsFixed) { _ = try await logIn(fixture, li, with: li.certificate) }
      _ = try await logIn(fixture, li, with: li.certificate, renewing: false)
    }
  }

  @Test func `the admin API renews at a login, and the log has it`() async throws {
    try await OperatorFixture.with { fixture in
      let zhang = try await fixture.enrol("zhang", .security)
      fixture.clock.advance(by: 60)
      let body: JSONObject = [
        "code": .string(zhang.factor.code(ofStep: OneTimePassword.step(at: fixture.clock.now))),
        "session_key": .string(try OperatorFixture.publicKey()), "renew": true,
      ]
      try await fixture.serving { client in
        let response = try await fixture.ask(client, "/admin/login", nil, body, certificate: zhang.certificate)
        #expect(response.status == .ok)
        let answer = try JSON(parsing: Array(buffer: response.body))
        let renewed = try Certificate(pem: try #require(answer["renewed_certificate"]?.string))
        #expect(answer["certificate_until"]?.date == NumericDate(renewed.notAfter))
      }
      let noted = try await fixture.state.audit.search(.init(limit: 5)).compactMap { $0.leaf?.event }
      #expect(noted.contains { $0.object == "operators.login zhang" && $0.reason?.contains("renews") == true })
    }
  }
}
