import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import SQLStore
import TestSupport
import Testing

/// The modules of `oidcc-basic-certification-test-plan`, each with what it does and asserts. Form Post runs them once more.
enum BasicModule: String, CaseIterable, Sendable {
  case server = "oidcc-server"
  case responseTypeMissing = "oidcc-response-type-missing"
  case idTokenSignature = "oidcc-idtoken-signature"
  case idTokenUnsigned = "oidcc-idtoken-unsigned"
  case userInfoGet = "oidcc-userinfo-get"
  case userInfoPostHeader = "oidcc-userinfo-post-header"
  case userInfoPostBody = "oidcc-userinfo-post-body"
  case withoutNonce = "oidcc-ensure-request-without-nonce-succeeds-for-code-flow"
  case scopeProfile = "oidcc-scope-profile"
  case scopeEmail = "oidcc-scope-email"
  case scopeAddress = "oidcc-scope-address"
  case scopePhone = "oidcc-scope-phone"
  case scopeAll = "oidcc-scope-all"
  case alternateHappyFlow = "oidcc-alternate-happy-flow"
  case displayPage = "oidcc-display-page"
  case displayPopup = "oidcc-display-popup"
  case promptLogin = "oidcc-prompt-login"
  case promptNoneNotLoggedIn = "oidcc-prompt-none-not-logged-in"
  case promptNoneLoggedIn = "oidcc-prompt-none-logged-in"
  case maxAge1 = "oidcc-max-age-1"
  case maxAge10000 = "oidcc-max-age-10000"
  case unknownParameter = "oidcc-ensure-request-with-unknown-parameter-succeeds"
  case idTokenHint = "oidcc-id-token-hint"
  case loginHint = "oidcc-login-hint"
  case uiLocales = "oidcc-ui-locales"
  case claimsLocales = "oidcc-claims-locales"
  case acrValues = "oidcc-ensure-request-with-acr-values-succeeds"
  case codeReuse = "oidcc-codereuse"
  case codeReuseAfterHalfAMinute = "oidcc-codereuse-30seconds"
  case registeredRedirectURI = "oidcc-ensure-registered-redirect-uri"
  case postRequest = "oidcc-ensure-post-request-succeeds"
  case clientSecretPost = "oidcc-server-client-secret-post"
  case requestURIUnsigned = "oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported"
  case requestObjectUnsigned = "oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported"
  case claimsEssential = "oidcc-claims-essential"
  case requestObjectWithRedirectURI = "oidcc-ensure-request-object-with-redirect-uri"
  case refreshToken = "oidcc-refresh-token"
  case validPKCE = "oidcc-ensure-request-with-valid-pkce-succeeds"

  /// Plays the module in a house of its own, with all answers in this way.
  func play(answeredBy mode: ResponseMode) async throws {
    try await LoginHouse.run { house in
      let members: JSONObject = self == .clientSecretPost ? ["token_endpoint_auth_method": "client_secret_post"] : [:]
      try await play(by: CertifiersParty(in: house, mode: mode, members))
    }
  }

  private func play(by party: CertifiersParty) async throws {
    switch self {
    case .server: try await happyFlow(party)
    case .responseTypeMissing:
      let error = try await party.ask(["response_type": nil]).error
      #expect(["unsupported_response_type", "invalid_request"].contains(error))
    case .idTokenSignature:
      let token = try await party.idToken(try await party.tokens(try await party.logIn()))
      #expect(token.header["alg"] == "RS256")
    case .idTokenUnsigned:
      let offered = try await party.discovered("id_token_signing_alg_values_supported")
      #expect(!offered.contains("none"))
      let rejection = #expect(throws: ClientMetadataRejection.self) {
        try TestClients.portal(["id_token_signed_response_alg": "none"])
      }
      #expect(rejection?.member == "id_token_signed_response_alg")
    case .userInfoGet, .userInfoPostHeader, .userInfoPostBody: try await userInfo(party)
    case .withoutNonce:
      let tokens = try await party.tokens(try await party.logIn(["nonce": nil]))
      #expect(try await party.idToken(tokens).claims["nonce"] == nil)
    case .scopeProfile, .scopeEmail, .scopeAddress, .scopePhone, .scopeAll: try await scope(party)
    case .alternateHappyFlow:
      let reordered = party.parameters(["scope": "email licence openid"]).reversed()
      let tokens = try await party.tokens(try await party.logIn(bringing: Array(reordered)))
      #expect(tokens["scope"] == "licence openid")
      _ = try await party.userInfo(tokens)
    case .displayPage: try await succeeds(party, ["display": "page"])
    case .displayPopup: try await succeeds(party, ["display": "popup"])
    case .unknownParameter: try await succeeds(party, ["extra": "foobar"])
    case .loginHint: try await succeeds(party, ["login_hint": "somebody@example.com"])
    case .uiLocales: try await succeeds(party, ["ui_locales": "se"])
    case .claimsLocales: try await succeeds(party, ["claims_locales": "se"])
    case .validPKCE: try await succeeds(party, [:])
    case .acrValues:
      let offered = try await party.discovered("acr_values_supported")
      let tokens = try await succeeds(party, ["acr_values": offered.reversed().joined(separator: " ")])
      let met = try await party.idToken(tokens).claims["acr"]?.string
      #expect(offered.contains(met ?? ""))
    case .claimsEssential:
      let tokens = try await succeeds(party, ["claims": #"{"userinfo":{"name":{"essential":true}}}"#])
      #expect(try await party.userInfo(tokens)["name"]?.string != nil)
      #expect(try await party.idToken(tokens).claims["name"] == nil)
    case .promptNoneNotLoggedIn: #expect(try await party.ask(["prompt": "none"]).error == "login_required")
    case .promptNoneLoggedIn, .promptLogin, .maxAge1, .maxAge10000, .idTokenHint: try await secondLogin(party)
    case .codeReuse: try await reuse(party, after: 0)
    case .codeReuseAfterHalfAMinute: try await reuse(party, after: 30)
    case .registeredRedirectURI:
      let shown = try await party.bring(party.parameters(["redirect_uri": "https://certifiers.example/other"]))
      #expect(shown.status == .badRequest && shown.headers[.location] == nil && shown.postedForm == nil)
    case .postRequest:
      let posted = try await party.browser.post("/authorize", party.parameters())
      let page = try party.browser.page(try await party.browser.get(posted.location))
      _ = try await party.tokens(try await party.logIn(on: page))
    case .clientSecretPost:
      let proof = [("client_id", CertifiersParty.id), ("client_secret", TestClients.secret)]
      let form = try party.form(try await party.logIn())
      #expect(try await party.house.http.post("/token", form + proof).status == .ok)
    case .requestURIUnsigned:
      // It is not one of the registered ones; what lies there is never believed without a signature.
      #expect(try await party.ask(["request_uri": "https://certifiers.example/object"]).error == "invalid_request_uri")
      let offered = try await party.discovered("request_object_signing_alg_values_supported")
      #expect(!offered.contains("none"))
    case .requestObjectUnsigned:
      let object = try party.requestObject(isSigned: false)
      #expect(try await party.ask(["request": object]).error == "request_not_supported")
    case .requestObjectWithRedirectURI:
      let both = [
        ("client_id", CertifiersParty.id), ("redirect_uri", "https://evil.example/"),
        ("request", try party.requestObject()),
      ]
      _ = try await party.tokens(try await party.logIn(bringing: both))
    case .refreshToken: try await refresh(party)
    }
  }

  @discardableResult
  private func succeeds(_ party: CertifiersParty, _ changes: [String: String?]) async throws -> JSON {
    let tokens = try await party.tokens(try await party.logIn(changes))
    #expect(try await party.idToken(tokens).claims["nonce"] == "n-1")
    return tokens
  }

  private func happyFlow(_ party: CertifiersParty) async throws {
    let answer = try await party.logIn()
    // RFC 6749 §10.10: 256 bits.
    #expect(answer.code.utf8.count == 43 && Base64URL.decode(answer.code)?.count == 32)
    let tokens = try await party.tokens(answer)
    #expect(tokens["token_type"] == "Bearer" && (tokens["expires_in"]?.integer ?? 0) > 0)
    let claims = try await party.idToken(tokens).claims
    #expect(claims["nonce"] == "n-1")
    let hash = Digests.sha256(Array(tokens.text("access_token").utf8)).prefix(16)
    #expect(claims["at_hash"] == .string(Base64URL.encode(hash)))
    // Nothing but what every ID token has (OpenID Connect Core §5.5).
    let usual = ["iss", "sub", "aud", "exp", "iat", "auth_time", "acr", "amr", "at_hash", "sid", "act", "nonce"]
    #expect(Set(claims.names).isSubset(of: usual))
    _ = try await party.userInfo(tokens)
  }

  private func userInfo(_ party: CertifiersParty) async throws {
    let tokens = try await party.tokens(try await party.logIn())
    let (http, token) = (party.house.http, tokens.text("access_token"))
    let response =
      switch self {
      case .userInfoPostHeader: try await http.execute(uri: "/userinfo", method: .post, headers: .bearer(token))
      case .userInfoPostBody: try await http.post("/userinfo", [("access_token", token)])
      default: try await http.get("/userinfo", .bearer(token))
      }
    #expect(response.status == .ok && response.headers[.contentType]?.hasPrefix("application/json") == true)
    let subject = try await party.idToken(tokens).claims["sub"]
    #expect(response.json["sub"] == subject)
  }

  /// A scope that is served gives its claims, in the types of OpenID Connect Core §5.1. One that is not is left out
  /// (§3.1.2.1): the login succeeds, the answer says what was granted, and discovery promised nothing else.
  private func scope(_ party: CertifiersParty) async throws {
    let asked =
      switch self {
      case .scopeProfile: ["profile"]
      case .scopeEmail: ["email"]
      case .scopeAddress: ["address"]
      case .scopePhone: ["phone"]
      default: ["profile", "email", "address", "phone"]
      }
    let served = asked.filter { ["profile", "address"].contains($0) }
    let offered = try await party.discovered("scopes_supported")
    let named = asked.filter(offered.contains)
    #expect(named == served)
    let tokens = try await party.tokens(
      try await party.logIn(["scope": (["openid"] + asked).joined(separator: " ")]))
    #expect(tokens.text("scope") == (["openid"] + served).joined(separator: " "))
    let claims = try await party.userInfo(tokens)
    #expect((claims["name"]?.string != nil) == served.contains("profile"))
    #expect((claims["updated_at"]?.integer != nil) == served.contains("profile"))
    #expect((claims["address"]?["formatted"]?.string != nil) == served.contains("address"))
    let claimed = try await party.discovered("claims_supported")
    for name in ["email", "email_verified", "phone_number", "phone_number_verified"] {
      #expect(claims[name] == nil && !claimed.contains(name))
    }
  }

  /// A person has logged in, and the party asks again.
  private func secondLogin(_ party: CertifiersParty) async throws {
    let tokens = try await party.tokens(try await party.logIn())
    let first = try await party.idToken(tokens).claims
    party.house.clock.advance(by: 2)
    let (answer, isNew) =
      switch self {
      case .promptLogin: (try await party.logIn(["prompt": "login"]), true)
      case .maxAge1: (try await party.logIn(["max_age": "1"]), true)
      case .maxAge10000: (try await party.ask(["max_age": "10000"]), false)
      case .idTokenHint:
        (try await party.ask(["prompt": "none", "id_token_hint": tokens.text("id_token")]), false)
      default: (try await party.ask(["prompt": "none"]), false)
      }
    let second = try await party.idToken(try await party.tokens(answer)).claims
    #expect(second["sub"] == first["sub"])
    let (before, after) = (try #require(first["auth_time"]?.date), try #require(second["auth_time"]?.date))
    #expect(isNew ? after > before : after == before)
    #expect(after <= party.house.now)
  }

  private func reuse(_ party: CertifiersParty, after seconds: Int) async throws {
    let answer = try await party.logIn()
    let tokens = try await party.tokens(answer)
    _ = try await party.userInfo(tokens)
    party.house.clock.advance(by: seconds)
    let again = try await party.redeem(answer)
    #expect(again.status == .badRequest && again.refusal == "invalid_grant")
    // RFC 6749 §4.1.2: what the first use gave is revoked.
    let http = party.house.http
    #expect(try await http.get("/userinfo", .bearer(tokens.text("access_token"))).refusal == "invalid_token")
    let refreshed = try await http.refresh(tokens.text("refresh_token"), .basic(CertifiersParty.id))
    #expect(refreshed.refusal == "invalid_grant")
  }

  private func refresh(_ party: CertifiersParty) async throws {
    let tokens = try await party.tokens(try await party.logIn(["scope": "openid offline_access", "prompt": "consent"]))
    let http = party.house.http
    let refreshed = try await http.refresh(tokens.text("refresh_token"), .basic(CertifiersParty.id))
    #expect(refreshed.status == .ok && refreshed.json.text("access_token") != tokens.text("access_token"))
    // OpenID Connect Core §12.2.
    let (first, second) = (
      try await party.idToken(tokens).claims, try await party.idToken(refreshed.json).claims
    )
    for name in ["iss", "sub", "aud", "auth_time"] { #expect(second[name] == first[name], "\(name)") }
    // Another client's it is not.
    let members: JSONObject = ["grant_types": ["authorization_code", "refresh_token"]]
    let digest = BearerSecret<ClientSecret>(presented: TestClients.secret)?.digest
    let other = try TestClients.client("other", members)
    try await party.house.clientStore.save(other, secret: digest, at: party.house.now)
    #expect(try await http.refresh(tokens.text("refresh_token"), .basic("other")).refusal == "invalid_grant")
  }
}
