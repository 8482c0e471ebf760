import JOSE
package import KeyCustody
package import OAuth

/// Makes tokens. What hangs on a grant is made from a `LiveGrant`, so nothing can be issued for a dead one.
package struct TokenIssuer: Sendable {
  /// The JWT type of access tokens (RFC 9068 §2.1).
  static let accessTokenType = "at+jwt"

  let issuer: Issuer
  let lifetimes: TokenLifetimes
  let keys: KeyRing
  let clients: ClientDirectory
  private let clientKeys: ClientKeys
  private let refreshTokens: RefreshTokens
  let subjects: SubjectIdentifiers

  /// For this issuer, with these keys; `clientKeys` are those that answers are encrypted to.
  package init(
    issuer: Issuer, keys: KeyRing, clients: ClientDirectory, refreshTokens: RefreshTokens, subjects: SubjectIdentifiers,
    lifetimes: TokenLifetimes, clientKeys: ClientKeys = ClientKeys()
  ) {
    self.issuer = issuer
    self.keys = keys
    self.clients = clients
    self.clientKeys = clientKeys
    self.refreshTokens = refreshTokens
    self.subjects = subjects
    self.lifetimes = lifetimes
  }

  /// Refuses for the moment where ID tokens for this client could not be encrypted, before anything is used up.
  func requireEncryptionKey(of client: Client, at now: NumericDate) async throws {
    if let encryption = client.idTokenEncryption { try await clientKeys.key(for: encryption, of: client, at: now) }
  }

  /// The answer to a code or a refresh token (RFC 6749 §5.1, OpenID Connect Core §3.1.3.3).
  func tokens(
    for live: LiveGrant, to caller: ConfirmedClient, scopes: ScopeSet, audiences: [String],
    details: AuthorizationDetails, generation: Int, nonce: String?, at now: NumericDate
  ) async throws -> JSONObject {
    let actor = actor(of: live)
    let accessToken = try await accessToken(
      for: live, actor: actor, to: caller, scopes: scopes, audiences: audiences, details: details, at: now)
    var response = Self.response(accessToken, to: caller, scopes: scopes)
    if !details.isEmpty { response["authorization_details"] = details.json }
    if live.client.grantTypes.contains(.refreshToken) {
      let token = try refreshTokens.token(of: live.grant.id, generation: generation, at: now)
      response["refresh_token"] = .string(token.revealed())
    }
    if scopes.contains(.openID) {
      response["id_token"] = .string(
        try await idToken(for: live, actor: actor, accessToken: accessToken, nonce: nonce, at: now))
    }
    return response
  }

  /// The answer to client credentials (RFC 6749 §4.4.3): an access token that hangs on nothing.
  func tokens(
    to caller: ConfirmedClient, scopes: ScopeSet, audiences: [String], at now: NumericDate
  ) async throws -> JSONObject {
    let client = caller.client
    // RFC 9068 §2.2: without a resource owner, the client is the subject.
    let claims = accessTokenClaims(
      subject: client.id.value, jti: Base64URL.encode(Random.bytes(16)), caller: caller, scopes: scopes,
      audiences: audiences, expires: now + client.accessTokenLifetime, at: now)
    let algorithm = try await algorithm(ofTokensOf: client, for: audiences, at: now)
    let token = try await sign(claims, type: Self.accessTokenType, by: algorithm, at: now)
    return Self.response(token, to: caller, scopes: scopes)
  }

  private func accessToken(
    for live: LiveGrant, actor: JSON, to caller: ConfirmedClient, scopes: ScopeSet, audiences: [String],
    details: AuthorizationDetails, at now: NumericDate
  ) async throws -> String {
    var claims = accessTokenClaims(
      subject: live.grant.subject, jti: Self.tokenID(of: live.grant.id), caller: caller, scopes: scopes,
      audiences: audiences, expires: now + live.client.accessTokenLifetime, at: now)
    claims.merge(loginClaims(of: live))
    claims["act"] = actor
    if !details.isEmpty { claims["authorization_details"] = details.json }
    claims.merge(LicenceClaims(live.presentation).accessToken(scopes))
    let algorithm = try await algorithm(ofTokensOf: caller.client, for: audiences, at: now)
    return try await sign(claims, type: Self.accessTokenType, by: algorithm, at: now)
  }

  /// The name of a token that hangs on a grant.
  static func tokenID(of grant: GrantID) -> String { "\(grant.value).\(Base64URL.encode(Random.bytes(9)))" }

  /// How and when the holder logged in (RFC 9068 §2.2.1).
  func loginClaims(of live: LiveGrant) -> JSONObject {
    [
      "auth_time": .date(live.grant.authTime), "acr": .string(live.presentation.acr),
      "amr": .array(live.presentation.amr.map { .string($0) }),
    ]
  }

  /// RFC 9068 §2.2.
  func accessTokenClaims(
    subject: String, jti: String, caller: ConfirmedClient, scopes: ScopeSet, audiences: [String], expires: NumericDate,
    at now: NumericDate
  ) -> JSONObject {
    let client = caller.client
    var claims: JSONObject = [
      "iss": .string(issuer.value), "sub": .string(subject),
      "aud": audiences.count == 1 ? .string(audiences[0]) : .array(audiences.map { .string($0) }),
      "client_id": .string(client.id.value), "iat": .date(now), "exp": .date(expires),
      "jti": .string(jti),
    ]
    if !scopes.isEmpty { claims["scope"] = .string(scopes.text) }
    claims["cnf"] = caller.confirmation.map(\.json)
    return claims
  }

  /// OpenID Connect Core §2, §3.1.3.6. After a refresh without `nonce` (§12.2).
  private func idToken(
    for live: LiveGrant, actor: JSON, accessToken: String, nonce: String?, at now: NumericDate
  ) async throws -> String {
    let (grant, client) = (live.grant, live.client)
    var claims = LicenceClaims(live.presentation).single(grant.claims?.idToken ?? [], allowed: client.scopes)
    claims.merge([
      "iss": .string(issuer.value), "sub": .string(grant.subject), "aud": .string(client.id.value),
      "exp": .date(now + (client.idTokenLifetime ?? lifetimes.idToken)), "iat": .date(now),
      "auth_time": .date(grant.authTime),
      "acr": .string(live.presentation.acr), "amr": .array(live.presentation.amr.map { .string($0) }),
      "at_hash": .string(try client.idTokenAlgorithm.leftHalfHash(accessToken)), "sid": .string(grant.sessionID.value),
      "act": actor,
    ])
    claims["nonce"] = nonce.map { .string($0) }
    let token = try await sign(claims, type: "JWT", by: client.idTokenAlgorithm, at: now)
    return try await clientKeys.nested(token, by: client.idTokenEncryption, for: client, at: now)
  }

  /// UserInfo as the client registered to have it. In a token it says whose and for whom it is (OpenID Connect Core
  /// §5.3.2); without `exp` it is no ID token.
  func userInfo(_ claims: JSONObject, for client: Client, at now: NumericDate) async throws -> UserInfoAnswer {
    guard client.userInfoAlgorithm != nil || client.userInfoEncryption != nil else { return .plain(claims) }
    var claims = claims
    claims.merge(["iss": .string(issuer.value), "aud": .string(client.id.value), "iat": .date(now)])
    if let algorithm = client.userInfoAlgorithm {
      let token = try await sign(claims, type: "JWT", by: algorithm, at: now)
      return .protected(
        try await clientKeys.nested(token, by: client.userInfoEncryption, for: client, at: now))
    }
    guard let encryption = client.userInfoEncryption else { return .plain(claims) }
    return .protected(try await clientKeys.encrypted(claims, by: encryption, for: client, at: now))
  }

  /// Who acted, and only who (RFC 8693 §4.1); in which role is a claim of its own.
  func actor(of live: LiveGrant) -> JSON {
    let name = subjects.actor(live.presentation.holder, of: live.presentation.credentialIssuer, for: live.client)
    return ["sub": .string(name)]
  }

  func sign(
    _ claims: JSONObject, type: String, by algorithm: SignatureAlgorithm, at now: NumericDate
  ) async throws -> String {
    try await keys.current(.token, algorithm, at: now).sign(claims, type: type)
  }

  private static func response(_ accessToken: String, to caller: ConfirmedClient, scopes: ScopeSet) -> JSONObject {
    [
      "access_token": .string(accessToken), "token_type": .string(Confirmation.tokenType(caller.confirmation)),
      "expires_in": .integer(Int64(caller.client.accessTokenLifetime)), "scope": .string(scopes.text),
    ]
  }
}
