public import AsyncHTTPClient
import JOSE
import OAuth

/// A web site that logs people in: authorization code with PKCE, the answer checked, the tokens fetched.
public actor Portal {
  private let issuer: String
  private let credentials: ClientCredentials
  private let redirectURI: String
  private let exchange: HTTPExchange
  private let idTokens: IDTokenRules
  private let dpopKey: DPoPKey?
  private var dpopNonce: String?
  private var metadata: ProviderMetadata?
  private var keys: KeyCache?

  /// - Parameters:
  ///   - issuer: the provider's address, exactly.
  ///   - redirectURI: as registered, byte for byte.
  ///   - dpopKey: to which the portal has its tokens bound; nil: whoever has them may use them.
  ///   - idTokenAlgorithm: what this client registered; a token under another algorithm is refused.
  public init(
    issuer: String, credentials: ClientCredentials, redirectURI: String, idTokenAlgorithm: String = "RS256",
    dpopKey: DPoPKey? = nil, httpClient: HTTPClient
  ) {
    self.issuer = issuer
    self.credentials = credentials
    self.redirectURI = redirectURI
    self.dpopKey = dpopKey
    exchange = HTTPExchange(client: httpClient)
    idTokens = IDTokenRules(issuer: issuer, clientID: credentials.clientID, algorithm: idTokenAlgorithm)
  }

  /// Begins a login: where to send the browser, and what to remember until it comes back.
  public func beginLogin(_ options: LoginOptions) async throws(RelyingPartyError) -> (
    url: String, pending: PendingLogin
  ) {
    let (query, pending) = request(options)
    return (Percent.appendQuery(to: try await known().authorizationEndpoint, query), pending)
  }

  /// Begins a login whose parameters no browser carries (RFC 9126): they are pushed, and it brings their name.
  /// - Parameter now: seconds since 1970.
  public func beginPushedLogin(
    _ options: LoginOptions, at now: Int64
  ) async throws(RelyingPartyError) -> (url: String, pending: PendingLogin) {
    let metadata = try await known()
    guard let endpoint = metadata.pushedAuthorizationRequestEndpoint else {
      throw .providerUnavailable("the provider takes no pushed requests")
    }
    let (parameters, pending) = request(options)
    let answer = try await posted(parameters, to: endpoint, at: now)
    guard let name = answer["request_uri"]?.string else {
      throw .providerUnavailable("the answer to a pushed request lacks its name")
    }
    let query = [("client_id", credentials.clientID), ("request_uri", name)]
    return (Percent.appendQuery(to: metadata.authorizationEndpoint, query), pending)
  }

  private func request(_ options: LoginOptions) -> (parameters: [(String, String)], pending: PendingLogin) {
    let verifier = Base64URL.encode(Random.bytes(32))
    let pending = PendingLogin(
      state: Base64URL.encode(Random.bytes(16)), nonce: Base64URL.encode(Random.bytes(16)), verifier: verifier,
      maxAge: options.maxAge)
    var query = [
      ("response_type", "code"), ("client_id", credentials.clientID), ("redirect_uri", redirectURI),
      ("scope", options.scopes.joined(separator: " ")), ("state", pending.state), ("nonce", pending.nonce),
      ("code_challenge", Base64URL.encode(Digests.sha256(Array(verifier.utf8)))), ("code_challenge_method", "S256"),
    ]
    let optional = [
      ("prompt", options.prompt), ("max_age", options.maxAge.map { "\($0)" }), ("ui_locales", options.uiLocales),
      ("acr_values", options.acrValues), ("claims", options.claims), ("id_token_hint", options.idTokenHint),
      ("login_hint", options.loginHint),
    ]
    if let dpopKey { query.append(("dpop_jkt", dpopKey.thumbprint)) }
    for (name, value) in optional { if let value { query.append((name, value)) } }
    return (query, pending)
  }

  /// Finishes a login with the query that the browser brought back.
  /// - Parameters:
  ///   - answer: the parameters of the redirect, decoded.
  ///   - now: seconds since 1970.
  public func finishLogin(
    _ pending: PendingLogin, answer: [String: String], at now: Int64
  ) async throws(RelyingPartyError) -> Login {
    // 1. Our browser's answer, from our provider (RFC 6749 §10.12, RFC 9207 §2.4), before anything else is read.
    guard answer["state"]?.isExactly(pending.state) == true, answer["iss"]?.isExactly(issuer) == true else {
      throw .foreignAnswer
    }
    if let code = answer["error"] { throw .refused(code: code, description: answer["error_description"]) }
    guard let code = answer["code"] else { throw .foreignAnswer }
    // 2. The code for tokens.
    let tokens = try await token(
      [
        ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirectURI),
        ("code_verifier", pending.verifier),
      ], at: now)
    guard let idToken = tokens["id_token"]?.string, let accessToken = tokens["access_token"]?.string else {
      throw .providerUnavailable("the token answer lacks a token")
    }
    // 3. Whose they are.
    let identity = try await verified(
      idToken, nonce: pending.nonce, accessToken: accessToken, maxAge: pending.maxAge, at: NumericDate(now))
    return Login(
      identity: Claims(object: identity), idToken: idToken, accessToken: accessToken,
      refreshToken: tokens["refresh_token"]?.string, expiresIn: tokens["expires_in"]?.integer ?? 0,
      scopes: tokens["scope"]?.string?.split(separator: " ").map(String.init) ?? [])
  }

  /// New tokens for a refresh token (RFC 6749 §6): access token, its seconds, and the refresh token to keep.
  public func refresh(
    _ refreshToken: String, at now: Int64
  ) async throws(RelyingPartyError) -> (accessToken: String, expiresIn: Int64, refreshToken: String) {
    let tokens = try await token([("grant_type", "refresh_token"), ("refresh_token", refreshToken)], at: now)
    guard let accessToken = tokens["access_token"]?.string else {
      throw .providerUnavailable("the token answer lacks a token")
    }
    return (accessToken, tokens["expires_in"]?.integer ?? 0, tokens["refresh_token"]?.string ?? refreshToken)
  }

  /// The claims that the access token opens (OpenID Connect Core 1.0 §5.3); `sub` must be the login's.
  /// - Parameter now: seconds since 1970.
  public func userInfo(of login: Login, at now: Int64) async throws(RelyingPartyError) -> Claims {
    guard let endpoint = try await known().userInfoEndpoint else {
      throw .providerUnavailable("the provider offers no UserInfo")
    }
    let scheme = dpopKey == nil ? "Bearer" : "DPoP"
    let answer = try await proved("GET", endpoint, accessToken: login.accessToken, at: now) {
      [exchange] (proof) async throws(RelyingPartyError) -> HTTPExchange.Answer in
      try await exchange.get(endpoint, headers: [("authorization", "\(scheme) \(login.accessToken)")] + proof)
    }
    guard answer.status == 200 else {
      throw .refused(code: "invalid_token", description: "UserInfo answered with status \(answer.status)")
    }
    let object: JSONObject
    if let plain = answer.json?.object {
      object = plain
    } else {
      object = try await signed(answer, at: NumericDate(now))
    }
    guard object["sub"]?.string == login.identity.text("sub") else { throw .foreignAnswer }
    return Claims(object: object)
  }

  /// UserInfo in a token (OpenID Connect Core 1.0 §5.3.2), for a client that registered to have it signed as its ID tokens.
  private func signed(_ answer: HTTPExchange.Answer, at now: NumericDate) async throws(RelyingPartyError) -> JSONObject
  {
    do {
      let unverified = try IDTokenRules.parse(String(decoding: answer.bytes, as: UTF8.self))
      let key = try await keyCache().key(unverified.keyID ?? "", at: now)
      return try idTokens.userInfo(unverified, by: key)
    } catch let rejection as TokenRejection {
      throw .refused(code: "invalid_token", description: "UserInfo is no token of the provider's: \(rejection)")
    } catch {
      throw .providerUnavailable("\(error)")
    }
  }

  /// Where to send the browser to log out here and at the provider (OpenID Connect RP-Initiated Logout 1.0).
  public func logoutURL(
    idToken: String, postLogoutRedirectURI: String, state: String
  ) async throws(RelyingPartyError) -> String? {
    try await known().endSessionEndpoint.map {
      Percent.appendQuery(
        to: $0,
        [
          ("id_token_hint", idToken), ("post_logout_redirect_uri", postLogoutRedirectURI), ("state", state),
          ("client_id", credentials.clientID),
        ])
    }
  }

  private func token(_ parameters: [(String, String)], at now: Int64) async throws(RelyingPartyError) -> JSON {
    try await posted(parameters, to: try await known().tokenEndpoint, at: now)
  }

  /// Posts a form as this client.
  private func posted(
    _ parameters: [(String, String)], to endpoint: String, at now: Int64
  ) async throws(RelyingPartyError) -> JSON {
    let answer = try await proved("POST", endpoint, accessToken: nil, at: now) {
      [exchange, credentials, issuer] (proof) async throws(RelyingPartyError) -> HTTPExchange.Answer in
      var form = parameters
      var headers = [("accept", "application/json")] + proof
      do {
        try credentials.authenticate(&form, headers: &headers, issuer: issuer, at: NumericDate(now))
      } catch {
        throw .providerUnavailable("this client's key cannot sign")
      }
      return try await exchange.post(endpoint, form: form, headers: headers)
    }
    guard let json = answer.json else {
      throw .providerUnavailable("the provider answered with status \(answer.status)")
    }
    if let code = json["error"]?.string { throw .refused(code: code, description: json["error_description"]?.string) }
    return json
  }

  /// Makes a request with a DPoP proof, where there is a key; once more where the server wants its nonce in it
  /// (RFC 9449 §8).
  private func proved(
    _ method: String, _ url: String, accessToken: String?, at now: Int64,
    _ request: ([(String, String)]) async throws(RelyingPartyError) -> HTTPExchange.Answer
  ) async throws(RelyingPartyError) -> HTTPExchange.Answer {
    guard let dpopKey else { return try await request([]) }
    for isLast in [false, true] {
      let proof: String
      do {
        proof = try dpopKey.proof(method, url, accessToken: accessToken, nonce: dpopNonce, at: now)
      } catch {
        throw .providerUnavailable("this client's key cannot sign")
      }
      let answer = try await request([("dpop", proof)])
      if let nonce = answer.dpopNonce { dpopNonce = nonce }
      guard !isLast, answer.json?["error"]?.string == "use_dpop_nonce" else { return answer }
    }
    throw .providerUnavailable("the provider wants one nonce after another")
  }

  private func verified(
    _ idToken: String, nonce: String, accessToken: String, maxAge: Int?, at now: NumericDate
  ) async throws(RelyingPartyError) -> JSONObject {
    do {
      let unverified = try IDTokenRules.parse(idToken)
      let key = try await keyCache().key(unverified.keyID ?? "", at: now)
      return try idTokens.verified(
        unverified, by: key, nonce: nonce, accessToken: accessToken, maxAge: maxAge, at: now)
    } catch let rejection as TokenRejection {
      throw .invalidIDToken(rejection)
    } catch {
      throw .providerUnavailable("\(error)")
    }
  }

  private func known() async throws(RelyingPartyError) -> ProviderMetadata {
    if let metadata { return metadata }
    let fetched = try await ProviderMetadata.fetch(issuer: issuer, by: exchange)
    metadata = fetched
    return fetched
  }

  private func keyCache() async throws -> KeyCache {
    if let keys { return keys }
    let made = KeyCache(exchange: exchange, url: try await known().jwksURI, client: credentials.clientID)
    keys = made
    return made
  }
}
