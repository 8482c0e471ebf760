import HTTPTypes
import HummingbirdTesting
import JOSE
import KeyCustody
import Testing

@testable import TongzhaoServer

/// Both factors, one by one missing, wrong, replayed and run out.
@Suite struct FactorTests {
  @Test func `codes are those of RFC 6238 appendix B`() {
    let password = OneTimePassword(secret: Array("12345678901234567890".utf8))
    let vectors: [(Int64, String)] = [
      (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"),
      (2_000_000_000, "279037"), (20_000_000_000, "353130"),
    ]
    for (time, code) in vectors {
      #expect(password.code(ofStep: OneTimePassword.step(at: NumericDate(time))) == code)
    }
  }

  @Test func `a code of a neighbouring step is taken, and of no other`() {
    let password = OneTimePassword()
    let now = NumericDate(1_800_000_000)
    let step = OneTimePassword.step(at: now)
    for distance: Int64 in -1...1 {
      #expect(password.step(of: password.code(ofStep: step + distance), at: now) == step + distance)
    }
    #expect(password.step(of: "", at: now) == nil)
    #expect(password.step(of: "1234567", at: now) == nil)
  }

  @Test func `base32 is that of RFC 4648`() {
    #expect(Base32.encode(Array("foobar".utf8)) == "MZXW6YTBOI")
    #expect(Base32.encode(Array("f".utf8)) == "MY")
  }

  @Test func `without the operator's certificate there is no session`() async throws {
    try await OperatorFixture.with { fixture in
      let person = try await fixture.enrol("zhang", .security)
      let code = person.factor.code(ofStep: OneTimePassword.step(at: fixture.clock.now))
      await #expect(throws: OperatorLoginRefusal.unknownCertificate) {
        try await fixture.directory.logIn(
          certificate: Digests.sha256([1]), code: code, sessionKeyPEM: try OperatorFixture.publicKey(),
          at: fixture.clock.now)
      }
      try await fixture.serving { client in
        let response = try await fixture.ask(
          client, "/admin/login", nil, ["code": .string(code), "session_key": "x"])
        #expect(response.status == .unauthorized)
      }
    }
  }

  @Test func `a wrong code is refused, and five of them refuse the right one for a while`() async throws {
    try await OperatorFixture.with { fixture in
      let person = try await fixture.enrol("zhang", .security)
      fixture.clock.advance(by: 3600)
      let right = person.factor.code(ofStep: OneTimePassword.step(at: fixture.clock.now))
      let wrong = right == "000000" ? "000001" : "000000"
      @Sendable func tryCode(_ code: String) async throws {
        _ = try await fixture.directory.logIn(
          certificate: Digests.sha256(person.certificate), code: code,
          sessionKeyPEM: try OperatorFixture.publicKey(), at: fixture.clock.now)
      }
      for _ in 0..<OperatorDirectory.triesAllowed {
        await #expect(throws: OperatorLoginRefusal.wrongCode) { try await tryCode(wrong) }
      }
      await #expect(throws: OperatorLoginRefusal.tooManyTries) { try await tryCode(right) }
      fixture.clock.advance(by: Int64(OperatorDirectory.triesWindow))
      try await tryCode(person.factor.code(ofStep: OneTimePassword.step(at: fixture.clock.now)))
    }
  }

  @Test func `a code is good once, and no earlier one after it`() async throws {
    try await OperatorFixture.with { fixture in
      let person = try await fixture.enrol("zhang", .security)
      _ = try await fixture.logIn(person)
      let step = OneTimePassword.step(at: fixture.clock.now)
      for used in [step, step - 1] {
        await #expect(throws: OperatorLoginRefusal.usedCode) {
          try await fixture.directory.logIn(
            certificate: Digests.sha256(person.certificate), code: person.factor.code(ofStep: used),
            sessionKeyPEM: try OperatorFixture.publicKey(), at: fixture.clock.now)
        }
      }
    }
  }

  @Test func `tries at the same time are counted, and a code at the same time is good once`() async throws {
    try await OperatorFixture.with { fixture in
      let person = try await fixture.enrol("zhang", .security)
      fixture.clock.advance(by: 3600)
      let now = fixture.clock.now
      let right = person.factor.code(ofStep: OneTimePassword.step(at: now))
      let wrong = right == "000000" ? "000001" : "000000"
      @Sendable func outcomes(_ code: String, _ count: Int) async -> [OperatorLoginRefusal?] {
        await withTaskGroup(of: OperatorLoginRefusal?.self) { group in
          for _ in 0..<count {
            group.addTask {
              do {
                _ = try await fixture.directory.logIn(
                  certificate: Digests.sha256(person.certificate), code: code,
                  sessionKeyPEM: try OperatorFixture.publicKey(), at: now)
                return nil
              } catch { return error as? OperatorLoginRefusal ?? .unknownCertificate }
            }
          }
          return await group.reduce(into: []) { $0.append($1) }
        }
      }
      let good = await outcomes(right, 4)
      #expect(good.filter { $0 == nil }.count == 1)
      #expect(good.filter { $0 == .usedCode }.count == 3)
      // The good code began the count anew; the three that came too late are tries.
      let bad = await outcomes(wrong, 20)
      #expect(bad.filter { $0 == .wrongCode }.count <= OperatorDirectory.triesAllowed)
      #expect(bad.allSatisfy { $0 == .wrongCode || $0 == .tooManyTries })
      #expect(bad.contains(.tooManyTries))
    }
  }

  @Test func `a session is good only from the certificate that was made for it`() async throws {
    try await OperatorFixture.with { fixture in
      let zhang = try await fixture.enrol("zhang", .security)
      let li = try await fixture.enrol("li", .system)
      let mine = try await fixture.logIn(zhang)
      let other = try await fixture.logIn(li)
      try await fixture.serving { client in
        let path = "/admin/commands/operators.whoami"
        try await fixture.expect(.ok, client, path, mine)
        for stolen in [other.certificate, zhang.certificate] {
          try await fixture.expect(.unauthorized, client, path, mine, certificate: stolen)
        }
        let forged = OperatorFixture.Session(token: mine.token + "A", certificate: mine.certificate)
        try await fixture.expect(.unauthorized, client, path, forged)
      }
    }
  }

  @Test func `a session ends when unused, when its life is over, and when it is ended`() async throws {
    try await OperatorFixture.with { fixture in
      let person = try await fixture.enrol("zhang", .security)
      let path = "/admin/commands/operators.whoami"
      let idle = try await fixture.logIn(person)
      fixture.clock.advance(by: 901)
      let long = try await fixture.logIn(person)
      let ended = try await fixture.logIn(person)
      try await fixture.serving { client in
        try await fixture.expect(.unauthorized, client, path, idle)
        try await fixture.expect(.noContent, client, "/admin/logout", ended)
        try await fixture.expect(.unauthorized, client, path, ended)
        // Used again and again it lives its whole life and no longer.
        for _ in 0..<32 {
          try await fixture.expect(.ok, client, path, long)
          fixture.clock.advance(by: 890)
        }
        fixture.clock.advance(by: 400)
        try await fixture.expect(.unauthorized, client, path, long)
      }
    }
  }

  @Test func `a suspended operator's session is dead at the next request, and so is a removed one's`() async throws {
    try await OperatorFixture.with { fixture in
      let zhang = try await fixture.enrol("zhang", .security)
      let li = try await fixture.enrol("li", .system)
      let session = try await fixture.logIn(li)
      try await fixture.serving { client in
        let path = "/admin/commands/clients.list"
        try await fixture.expect(.ok, client, path, session)
        _ = try await fixture.desk(zhang).execute(SuspendOperator("li"), at: fixture.clock.now)
        try await fixture.expect(.unauthorized, client, path, session)
        await #expect(throws: OperatorLoginRefusal.unknownCertificate) { try await fixture.logIn(li) }
        _ = try await fixture.desk(zhang).execute(ResumeOperator("li"), at: fixture.clock.now)
        try await fixture.expect(.unauthorized, client, path, session)
        let again = try await fixture.logIn(li)
        try await fixture.expect(.ok, client, path, again)
        _ = try await fixture.desk(zhang).execute(RemoveOperator("li"), at: fixture.clock.now)
        try await fixture.expect(.unauthorized, client, path, again)
        await #expect(throws: OperatorRefusal.unknownOperator("li")) {
          try await fixture.desk(zhang).execute(ResumeOperator("li"), at: fixture.clock.now)
        }
      }
    }
  }

  @Test func `another second factor makes the former one and every session worthless`() async throws {
    try await OperatorFixture.with { fixture in
      let zhang = try await fixture.enrol("zhang", .security)
      let li = try await fixture.enrol("li", .audit)
      let session = try await fixture.logIn(li)
      let answer = try await fixture.desk(zhang).execute(ResetSecondFactor("li"), at: fixture.clock.now)
      #expect(
        try await fixture.directory.asker(
          token: session.token, certificate: Digests.sha256(session.certificate), source: nil, at: fixture.clock.now)
          == nil)
      await #expect(throws: OperatorLoginRefusal.wrongCode) { try await fixture.logIn(li) }
      let factor = try OperatorFixture.factor(try #require(answer.json["otpauth"]?.string))
      _ = try await fixture.logIn(
        OperatorFixture.Person(name: "li", role: .audit, certificate: li.certificate, factor: factor))
    }
  }

  @Test func `a sealed key opens by its passphrase alone`() throws {
    let envelope = try PassphraseSeal.seal([1, 2, 3], under: "correct horse battery", cost: 1 << 10)
    #expect(try PassphraseSeal.open(envelope, with: "correct horse battery") == [1, 2, 3])
    #expect(throws: PassphraseSeal.Refusal.wrongPassphrase) {
      try PassphraseSeal.open(envelope, with: "correct horse batterx")
    }
    var changed = envelope
    changed["n"] = .integer(1 << 11)
    #expect(throws: PassphraseSeal.Refusal.wrongPassphrase) {
      try PassphraseSeal.open(changed, with: "correct horse battery")
    }
    for weak in ["short", "aaaaaaaaaaaaaaaa"] {
      #expect(throws: PassphraseSeal.Refusal.tooWeak) { try PassphraseSeal.seal([1], under: weak, cost: 1 << 10) }
    }
    #expect(throws: PassphraseSeal.Refusal.malformed) { try PassphraseSeal.open(["n": 1], with: "x") }
  }
}
