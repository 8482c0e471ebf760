import ELicence
import HTTPTypes
import JOSE
import LicenceIssuer
import OAuth
import Testing

@Suite struct TokenTests {
  private static let preAuthorized = ("grant_type", GrantType.preAuthorizedCode.rawValue)

  private static func redeem(_ code: String, _ transactionCode: String?, at issuer: TestIssuer) async throws -> Answer {
    var form = [preAuthorized, ("pre-authorized_code", code)]
    if let transactionCode { form.append(("tx_code", transactionCode)) }
    return try await issuer.post("/token", form: form)
  }

  /// Six digits that are not the right ones.
  private static func wrong(_ handout: OfferHandout, _ number: Int = 1) -> String {
    let right = Int(handout.transactionCode.revealed()) ?? 0
    return String(String((right + number) % 1_000_000 + 1_000_000).dropFirst())
  }

  @Test func `a pre-authorized code redeems once`() async throws {
    try await TestIssuer.run { issuer in
      let handout = try await issuer.offer()
      let code = try await Phone.code(handout, at: issuer)
      let first = try await Self.redeem(code, handout.transactionCode.revealed(), at: issuer)
      #expect(first.status == 200)
      #expect(first.headers[.cacheControl] == "no-store")
      #expect(first.json?["refresh_token"]?.string != nil)
      #expect(first.json?["expires_in"] == 600)
      #expect(first.json?["authorization_details"] == nil)
      let second = try await Self.redeem(code, handout.transactionCode.revealed(), at: issuer)
      #expect(second.status == 400)
      #expect(second.error == "invalid_grant")
    }
  }

  @Test func `a pre-authorized code redeems once also in a race`() async throws {
    try await TestIssuer.run { issuer in
      let handout = try await issuer.offer()
      let code = try await Phone.code(handout, at: issuer)
      let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
        for _ in 0..<20 {
          group.addTask { try await Self.redeem(code, handout.transactionCode.revealed(), at: issuer) }
        }
        return try await group.reduce(into: [Answer]()) { $0.append($1) }
      }
      #expect(answers.count { $0.status == 200 } == 1)
      #expect(answers.count { $0.error == "invalid_grant" } == 19)
    }
  }

  @Test func `an offer cannot be fetched once it was redeemed`() async throws {
    try await TestIssuer.run { issuer in
      let handout = try await issuer.offer()
      _ = try await Phone().redeem(handout, at: issuer)
      let path = String(handout.address.dropFirst(issuer.issuer.value.count))
      #expect(try await issuer.get(path).status == 404)
    }
  }

  @Test func `a missing transaction code is an invalid request and uses up no try`() async throws {
    try await TestIssuer.run { issuer in
      let handout = try await issuer.offer()
      let code = try await Phone.code(handout, at: issuer)
      for _ in 0..<10 { #expect(try await Self.redeem(code, nil, at: issuer).error == "invalid_request") }
      #expect(try await Self.redeem(code, handout.transactionCode.revealed(), at: issuer).status == 200)
    }
  }

  @Test func `the fifth wrong transaction code voids the offer`() async throws {
    try await TestIssuer.run { issuer in
      let handout = try await issuer.offer()
      let code = try await Phone.code(handout, at: issuer)
      for number in 1...5 {
        #expect(try await Self.redeem(code, Self.wrong(handout, number), at: issuer).error == "invalid_grant")
      }
      #expect(try await Self.redeem(code, handout.transactionCode.revealed(), at: issuer).error == "invalid_grant")
    }
  }

  @Test func `the right transaction code works after four wrong ones`() async throws {
    try await TestIssuer.run { issuer in
      let handout = try await issuer.offer()
      let code = try await Phone.code(handout, at: issuer)
      for number in 1...4 { _ = try await Self.redeem(code, Self.wrong(handout, number), at: issuer) }
      #expect(try await Self.redeem(code, handout.transactionCode.revealed(), at: issuer).status == 200)
    }
  }

  @Test func `guessing in parallel gets no more than five tries`() async throws {
    try await TestIssuer.run { issuer in
      let handout = try await issuer.offer()
      let code = try await Phone.code(handout, at: issuer)
      let told = try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 1...40 {
          group.addTask {
            let answer = try await Self.redeem(code, Self.wrong(handout, number), at: issuer)
            return answer.json?["error_description"]?.string?.contains("transaction code is wrong") == true
          }
        }
        return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(told == 5)
    }
  }

  @Test func `an offer ends with its time`() async throws {
    try await TestIssuer.run { issuer in
      let handout = try await issuer.offer()
      let code = try await Phone.code(handout, at: issuer)
      issuer.clock.advance(by: 900)
      #expect(try await Self.redeem(code, handout.transactionCode.revealed(), at: issuer).error == "invalid_grant")
      let path = String(handout.address.dropFirst(issuer.issuer.value.count))
      #expect(try await issuer.get(path).status == 404)
    }
  }

  @Test func `a second offer to the same person voids the first`() async throws {
    try await TestIssuer.run { issuer in
      let first = try await issuer.offer()
      let code = try await Phone.code(first, at: issuer)
      let second = try await issuer.offer()
      #expect(second.holder.holder.id == first.holder.holder.id)
      #expect(try await Self.redeem(code, first.transactionCode.revealed(), at: issuer).error == "invalid_grant")
      _ = try await Phone().receive(second, at: issuer)
    }
  }

  @Test func `the transaction code of one offer does not open another`() async throws {
    try await TestIssuer.run { issuer in
      let mine = try await issuer.offer()
      let theirs = try await issuer.offer(role: .licenceManager, name: "李四")
      let code = try await Phone.code(mine, at: issuer)
      guard mine.transactionCode.revealed() != theirs.transactionCode.revealed() else { return }
      #expect(try await Self.redeem(code, theirs.transactionCode.revealed(), at: issuer).error == "invalid_grant")
    }
  }

  @Test func `other requests are refused with the RFC's codes`() async throws {
    try await TestIssuer.run { issuer in
      let refusals: [([(String, String)], String)] = [
        ([], "invalid_request"), ([("grant_type", "authorization_code"), ("code", "x")], "unsupported_grant_type"),
        ([("grant_type", "refresh_token")], "invalid_request"),
        ([("grant_type", "refresh_token"), ("refresh_token", "x")], "invalid_grant"),
        ([Self.preAuthorized, ("tx_code", "123456")], "invalid_request"),
        ([Self.preAuthorized, ("pre-authorized_code", "x"), ("tx_code", "123456")], "invalid_grant"),
        ([Self.preAuthorized, ("pre-authorized_code", "x"), ("pre-authorized_code", "y")], "invalid_request"),
        ([Self.preAuthorized, ("authorization_details", "{")], "invalid_request"),
        ([Self.preAuthorized, ("authorization_details", "[]")], "invalid_request"),
        ([Self.preAuthorized, ("authorization_details", #"[{"type":"other"}]"#)], "invalid_request"),
        (
          [
            Self.preAuthorized,
            (
              "authorization_details",
              #"[{"type":"openid_credential","credential_configuration_id":"business_licence_sd_jwt","#
                + #""locations":["https://other.example"]}]"#
            ),
          ], "invalid_request"
        ),
      ]
      for (form, error) in refusals {
        let answer = try await issuer.post("/token", form: form)
        #expect(answer.status == 400)
        #expect(answer.error == error, "\(form)")
      }
      let authenticated = try await issuer.post(
        "/token", form: [Self.preAuthorized], headers: [.authorization: "Basic YTpi"])
      #expect(authenticated.status == 401)
      #expect(authenticated.error == "invalid_client")
    }
  }

  @Test func `a refresh takes the place of the access token before it`() async throws {
    try await TestIssuer.run { issuer in
      let phone = try Phone()
      let first = try await phone.receive(try await issuer.offer(), at: issuer)
      issuer.clock.advance(by: 20 * 86_400)
      let refreshed = try await phone.refresh(first.tokens, at: issuer)
      let tokens = try Phone.Tokens(refreshed)
      _ = try await phone.receive(tokens, at: issuer)
      #expect(try await phone.ask(first.tokens, at: issuer).status == 401)
      // The refresh token stays: a lost answer costs nothing.
      #expect(try await phone.refresh(first.tokens, at: issuer).status == 200)
    }
  }

  @Test func `a refresh token obtains nothing for another key`() async throws {
    try await TestIssuer.run { issuer in
      let phone = try Phone()
      let first = try await phone.receive(try await issuer.offer(), at: issuer)
      let stolen = try Phone.Tokens(try await phone.refresh(first.tokens, at: issuer))
      let thief = try Phone()
      #expect(try await thief.ask(stolen, at: issuer).error == "invalid_proof")
      #expect(try await issuer.status(of: first) == .valid)
    }
  }

  @Test func `a grant ends when it was not refreshed for its time`() async throws {
    try await TestIssuer.run { issuer in
      let phone = try Phone()
      let first = try await phone.receive(try await issuer.offer(), at: issuer)
      issuer.clock.advance(by: 399 * 86_400)
      #expect(try await phone.refresh(first.tokens, at: issuer).status == 200)
      issuer.clock.advance(by: 400 * 86_400)
      #expect(try await phone.refresh(first.tokens, at: issuer).error == "invalid_grant")
    }
  }
}
