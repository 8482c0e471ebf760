import AuditLog
import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import TestSupport
import Testing

@Suite struct TokenExchangeTests {
  @Test func `a department gets a token for the next one that says through whose hands it came`() async throws {
    try await ExchangeHouse.run { house in
      let (login, token) = try await house.portalToken()
      let answer = try await house.exchange(token)
      #expect(answer.status == .ok)
      #expect(answer.headers[.cacheControl] == "no-store")
      #expect(answer.json["issued_token_type"] == .string(ExchangeHouse.accessToken))
      #expect(answer.json["token_type"] == "Bearer")
      #expect(answer.json["refresh_token"] == nil)
      #expect(answer.json["id_token"] == nil)
      let (old, new) = (try JSON.object(["access_token": .string(token)]).claims(), try answer.json.claims())
      #expect(new["aud"] == .string(ExchangeHouse.tax))
      #expect(new["client_id"] == "department")
      #expect(new["sub"] == old["sub"])
      #expect(new["scope"] == "licence holder", "openid stays with the login's own client")
      #expect(new["uscc"] == .string(login.presentation.uscc))
      #expect(new["auth_time"] == old["auth_time"])
      #expect(new["act"]?["sub"] == "department")
      #expect(new["act"]?["act"]?["sub"] != nil, "innermost is the person")
      #expect(new["act"]?.object?.names == ["sub", "act"], "identity and nothing else (RFC 8693 §4.1)")
    }
  }

  @Test func `resource names the department as well as audience does, and both together once`() async throws {
    try await ExchangeHouse.run { house in
      let (_, token) = try await house.portalToken()
      for answer in [
        try await house.exchange(token, for: nil, ["resource": ExchangeHouse.tax]),
        try await house.exchange(token, ["resource": ExchangeHouse.tax]),
      ] { #expect(try answer.json.claims()["aud"] == .string(ExchangeHouse.tax)) }
    }
  }

  @Test func `the person is called by the name that the acting client's sector knows`() async throws {
    try await ExchangeHouse.run { house in
      let (_, token) = try await house.portalToken()
      let old = try JSON.object(["access_token": .string(token)]).claims()
      let new = try await house.exchange(token).json.claims()
      #expect(new["act"]?["act"]?["sub"] != old["act"]?["sub"])
    }
  }

  @Test(arguments: ["public", "pairwise"])
  func `a token that hides the credit code gives none that shows it`(type: String) async throws {
    try await ExchangeHouse.run { house in
      try await house.provider.save(try TestClients.portal(["subject_type": "pairwise", "scope": "openid holder"]))
      try await house.provider.save(try ExchangeHouse.department(["subject_type": .string(type)]))
      house.provider.clock.advance(by: 1)
      let (login, token) = try await house.portalToken("openid holder")
      let claims = try await house.exchange(token).json.claims()
      #expect(claims["sub"]?.string?.isEmpty == false)
      #expect(claims["sub"] != .string(login.presentation.uscc))
      let old = try JSON.object(["access_token": .string(token)]).claims()
      #expect(claims["sub"] != old["sub"], "the name of the department's own sector")
      #expect(claims["uscc"] == nil)
    }
  }

  @Test func `a department that is registered pairwise sees its own name for an enterprise that others know`()
    async throws
  {
    try await ExchangeHouse.run { house in
      try await house.provider.save(try ExchangeHouse.department(["subject_type": "pairwise"]))
      house.provider.clock.advance(by: 1)
      let (login, token) = try await house.portalToken()
      #expect(try await house.exchange(token).json.claims()["sub"] != .string(login.presentation.uscc))
    }
  }

  @Test func `never more scopes than asked for, than the subject token has, than the pair may`() async throws {
    try await ExchangeHouse.run { house in
      let (_, token) = try await house.portalToken("openid licence")
      #expect(try await house.exchange(token).json["scope"] == "licence")
      #expect(try await house.exchange(token, ["scope": "licence"]).json["scope"] == "licence")
      for scope in ["holder", "records.read", "licence holder", "openid", "licence.particulars"] {
        #expect(try await house.exchange(token, ["scope": scope]).refusal == "invalid_scope", "\(scope)")
      }
      let (_, rich) = try await house.portalToken("openid licence licence.particulars")
      #expect(try await house.exchange(rich).json["scope"] == "licence")
      #expect(try await house.exchange(rich, ["scope": "licence.particulars"]).refusal == "invalid_scope")
      #expect(try await house.exchange(rich, ["scope": "\"\\"]).refusal == "invalid_scope")
    }
  }

  @Test func `what the login's client may no longer have is not handed on`() async throws {
    try await ExchangeHouse.run { house in
      let (_, token) = try await house.portalToken()
      try await house.provider.save(try TestClients.portal(["scope": "openid licence"]))
      house.provider.clock.advance(by: 1)
      #expect(try await house.exchange(token).json["scope"] == "licence")
    }
  }

  @Test func `the new token ends with the one that was shown`() async throws {
    try await ExchangeHouse.run { house in
      let (_, token) = try await house.portalToken()
      #expect(try await house.exchange(token).json["expires_in"] == 300)
      house.provider.clock.advance(by: 200)
      let answer = try await house.exchange(token).json
      #expect(answer["expires_in"] == 100)
      #expect(try await house.http.isActive(answer.text("access_token"), for: "tax") == true)
      house.provider.clock.advance(by: 100)
      #expect(try await house.http.isActive(answer.text("access_token"), for: "tax") == false)
      #expect(try await house.exchange(token).refusal == "invalid_request")
    }
  }

  @Test func `the acting client's own lifetime holds too`() async throws {
    try await ExchangeHouse.run { house in
      try await house.provider.save(try ExchangeHouse.department(["tongzhao_access_token_lifetime": 60]))
      house.provider.clock.advance(by: 1)
      let (_, token) = try await house.portalToken()
      #expect(try await house.exchange(token).json["expires_in"] == 60)
    }
  }

  @Test func `a chain names every hand, and ends after three`() async throws {
    try await ExchangeHouse.run { house in
      let (_, token) = try await house.portalToken()
      let first = try await house.exchange(token).json.text("access_token")
      let second = try await house.exchange(first, for: ExchangeHouse.bank, by: "tax").json.text("access_token")
      let third = try await house.exchange(second, for: ExchangeHouse.archive, by: "bank")
      let act = try third.json.claims()["act"]
      #expect(act?["sub"] == "bank")
      #expect(act?["act"]?["sub"] == "tax")
      #expect(act?["act"]?["act"]?["sub"] == "department")
      #expect(act?["act"]?["act"]?["act"]?["sub"] != nil)
      let fourth = try await house.exchange(
        third.json.text("access_token"), for: TestClients.department, by: "archive")
      #expect(fourth.refusal == "invalid_request")
      #expect(fourth.json.text("error_description").contains("as often as it may"))
    }
  }

  @Test func `an audience that no operator recorded for the pair is invalid_target`() async throws {
    try await ExchangeHouse.run { house in
      let (_, token) = try await house.portalToken()
      for target in [
        ExchangeHouse.bank, TestClients.department, ExchangeHouse.tax + "/", "HTTPS://TAX.EXAMPLE", "tax",
        house.provider.issuer.value,
      ] { #expect(try await house.exchange(token, for: target).refusal == "invalid_target", "\(target)") }
      let two = try await house.exchange(token, and: [("audience", ExchangeHouse.bank)])
      #expect(two.refusal == "invalid_target", "one token, one department")
    }
  }

  @Test func `this server's own audience is never handed on, whatever is recorded`() async throws {
    try await ExchangeHouse.run { house in
      let issuer = house.provider.issuer.value
      try await house.provider.save(try ExchangeHouse.department(["tongzhao_may_exchange_for": [issuer: "licence"]]))
      house.provider.clock.advance(by: 1)
      let (_, token) = try await house.portalToken()
      #expect(try await house.exchange(token, for: issuer).refusal == "invalid_target")
    }
  }

  @Test func `a token that was made for another resource is not the caller's to hand on`() async throws {
    try await ExchangeHouse.run { house in
      let (_, token) = try await house.portalToken()
      #expect(try await house.exchange(token, for: ExchangeHouse.bank, by: "tax").refusal == "invalid_request")
      let handed = try await house.exchange(token).json.text("access_token")
      #expect(try await house.exchange(handed).refusal == "invalid_request", "its own, and not for it")
    }
  }

  @Test func `a token of client credentials stands for no enterprise and is refused`() async throws {
    try await ExchangeHouse.run { house in
      let answer = try await house.http.post(
        "/token", [("grant_type", "client_credentials"), ("scope", "records.read")], .basic("portal"))
      let refused = try await house.exchange(answer.json.text("access_token"))
      #expect(refused.refusal == "invalid_request")
      #expect(refused.json.text("error_description").contains("no enterprise"))
    }
  }

  @Test func `what is no access token of this server is refused`() async throws {
    try await ExchangeHouse.run { house in
      let login = try await house.provider.login()
      let answer = try await house.http.redeem(login)
      for text in [
        "x", "a.b.c", answer.text("id_token"), answer.text("refresh_token"),
        String(answer.text("access_token").dropLast(4)) + "AAAA",
      ] {
        #expect(try await house.exchange(text).refusal == "invalid_request")
      }
    }
  }

  @Test func `each parameter that is missing or meant otherwise is named`() async throws {
    try await ExchangeHouse.run { house in
      let (_, token) = try await house.portalToken()
      for (changes, word) in [
        (["subject_token": nil], "subject_token"), (["subject_token_type": nil], "subject_token_type"),
        (["subject_token_type": "urn:ietf:params:oauth:token-type:id_token"], "subject_token_type"),
        (["requested_token_type": "urn:ietf:params:oauth:token-type:refresh_token"], "requested_token_type"),
        (["actor_token": token, "actor_token_type": ExchangeHouse.accessToken], "actor_token"),
        (["actor_token_type": ExchangeHouse.accessToken], "actor_token"), (["audience": nil], "audience"),
      ] as [([String: String?], String)] {
        let refused = try await house.exchange(token, changes)
        #expect(refused.status == .badRequest)
        #expect(refused.refusal == "invalid_request", "\(changes)")
        #expect(refused.json.text("error_description").contains(word), "\(changes)")
      }
      #expect(try await house.exchange(token, ["requested_token_type": ExchangeHouse.accessToken]).status == .ok)
    }
  }

  @Test func `only a client that is registered for it, and proves itself, exchanges`() async throws {
    try await ExchangeHouse.run { house in
      let (_, token) = try await house.portalToken()
      #expect(try await house.exchange(token, by: "portal").refusal == "unauthorized_client")
      let form = [
        ("grant_type", ExchangeHouse.type), ("subject_token", token),
        ("subject_token_type", ExchangeHouse.accessToken), ("audience", ExchangeHouse.tax),
      ]
      #expect(try await house.http.post("/token", form, .basic("department", "wrong")).status == .unauthorized)
      #expect(try await house.http.post("/token", form + [("client_id", "department")]).status == .unauthorized)
    }
  }

  @Test func `every exchange is on record with both departments, the licence and the grant`() async throws {
    try await ExchangeHouse.run { house in
      let (login, token) = try await house.portalToken()
      _ = try await house.exchange(token)
      let leaves = try await house.provider.audit.found(.tokenExchanged)
      #expect(leaves.count == 1)
      let event = try #require(leaves.first).event
      #expect(event.client == "department")
      #expect(event.licence == login.presentation.uscc)
      #expect(event.object == login.grant.value)
      #expect(event.reason == "https://tax.example; licence holder; department")
    }
  }

  @Test func `discovery names the grant`() async throws {
    try await ExchangeHouse.run { house in
      let metadata = try await house.http.get("/.well-known/openid-configuration").json
      #expect(metadata["grant_types_supported"]?.array?.contains(.string(ExchangeHouse.type)) == true)
    }
  }

  @Test func `a registration that cannot be meant is refused`() throws {
    let type = ExchangeHouse.type
    for (changes, member) in [
      (["grant_types": ["client_credentials"]], "grant_types"),
      (["tongzhao_introspection_audiences": []], "tongzhao_introspection_audiences"),
      (["tongzhao_may_exchange_for": ["https://tax.example": "openid licence"]], "tongzhao_may_exchange_for"),
      (["tongzhao_may_exchange_for": ["https://tax.example": "holder.identity"]], "tongzhao_may_exchange_for"),
      (["tongzhao_may_exchange_for": ["https://tax.example": 1]], "tongzhao_may_exchange_for"),
      (["tongzhao_may_exchange_for": ["": "licence"]], "tongzhao_may_exchange_for"),
      (["tongzhao_may_exchange_for": ["https://tax.example"]], "tongzhao_may_exchange_for"),
      (
        [
          "token_endpoint_auth_method": "none", "grant_types": [.string(type)], "tongzhao_introspection_audiences": [],
          "tongzhao_may_exchange_for": [:],
        ], "grant_types"
      ),
    ] as [(JSONObject, String)] {
      do {
        _ = try ExchangeHouse.department(changes)
        Issue.record("accepted: \(JSON.object(changes).text)")
      } catch let rejection as ClientMetadataRejection {
        #expect(rejection.member == member, "\(JSON.object(changes).text)")
      }
    }
  }
}
