package import AuditLog
import HTTPTypes
import Hummingbird
package import JOSE
import OAuth
package import OAuthHTTP

// The UserInfo room gives the facts of a login to whoever shows its access token (OpenID Connect Core §5.3).
// What a scope stands for is in `ScopeClaims`, which SignIn asks too, so that a wallet discloses just that.
// Whether the grant still lives is asked of the Grant room, every time.

/// GET and POST /userinfo.
package struct UserInfoEndpoint: Room {
  private let issuer: TokenIssuer
  private let tokens: AccessTokenVerifier
  private let living: LiveGrants
  private let senders: SenderProofs
  private let audit: (any AuditRecorder)?
  private let clock: @Sendable () -> NumericDate
  private let refusals = UserInfoRefusal.counters

  /// With what it asks. Without somebody who remembers it no identity is given.
  package init(
    issuer: TokenIssuer, tokens: AccessTokenVerifier, living: LiveGrants, senders: SenderProofs,
    audit: (any AuditRecorder)? = nil,
    clock: @escaping @Sendable () -> NumericDate = NumericDate.now
  ) {
    self.issuer = issuer
    self.tokens = tokens
    self.living = living
    self.senders = senders
    self.audit = audit
    self.clock = clock
  }

  package var apiDescription: APIFragment { APIFragment(PackageResources.userinfo_json) }

  package var endpoints: [Endpoint] {
    let metadata = MetadataPart([
      ("userinfo_endpoint", .string(issuer.issuer.url("/userinfo"))), ("claim_types_supported", ["normal"]),
      ("scopes_supported", .array(ScopeClaims.scopes.map { .string($0.value) })),
      ("claims_supported", .array(ScopeClaims.names.map { .string($0) })),
      ("userinfo_signing_alg_values_supported", SignatureOffer(issuer.keys).made.json),
      ("userinfo_encryption_alg_values_supported", Self.ways),
      ("userinfo_encryption_enc_values_supported", Self.contents),
      ("id_token_encryption_alg_values_supported", Self.ways),
      ("id_token_encryption_enc_values_supported", Self.contents),
    ])
    return [
      .get("/userinfo", metadata: metadata, cors: .anyOriginNoCredentials) { request, _ in
        // A token in the query would be written to logs (RFC 6750 §2.3, RFC 9700 §4.3.2): it counts as none.
        try await answer(request, try Self.header(of: request))
      },
      .post("/userinfo", cors: .anyOriginNoCredentials) { request, _ in
        try await answer(request, try await Self.headerOrForm(of: request))
      },
    ]
  }

  private func answer(_ request: Request, _ shown: ShownAccessToken?) async throws -> Response {
    let now = clock()
    do {
      return try await facts(request, shown, at: now)
    } catch let refusal as SenderRefusal {
      throw refused(.sender(refusal))
    } catch let refusal as UserInfoRefusal {
      throw refused(refusal)
    }
  }

  private func refused(_ refusal: UserInfoRefusal) -> OAuthError {
    refusals.count(refusal.kind)
    return refusal.error.refusing(resource: ProtectedResourceEndpoint.address(of: issuer.issuer))
  }

  private func facts(
    _ request: Request, _ shown: ShownAccessToken?, at now: NumericDate
  ) async throws -> Response {
    // 1. A token.
    guard let shown else { throw UserInfoRefusal.missingToken }
    // 2. We signed it, for this endpoint, and it has not expired.
    let token: AccessToken
    do throws(JOSERejection) {
      token = try tokens.verified(shown.compact, at: now)
    } catch {
      tokens.explain(error, of: shown.compact, at: now)
      throw UserInfoRefusal.invalidToken(error)
    }
    RefusalNotes.current?.concerns(token.clientID.value)
    guard token.audiences.contains(where: issuer.issuer.value.isExactly) else {
      RefusalNotes.current?.add(
        RefusalNote(
          "access_token.aud", expected: issuer.issuer.value, received: token.audiences.joined(separator: ", ")))
      throw UserInfoRefusal.otherAudience
    }
    guard token.scopes.contains(.openID) else { throw UserInfoRefusal.missingScope }
    guard let id = token.grant else { throw UserInfoRefusal.noEnterprise }
    // 3. What it hangs on lives.
    switch try await living.live(id, at: now) {
    case .failure(let death): throw UserInfoRefusal.dead(death)
    case .success(let live):
      // 4. Whoever shows it holds the key that it is bound to.
      let token = try await senders.presented(
        token, as: shown, in: request, at: "/userinfo", of: live.client, at: now)
      // 5. The facts.
      var response = try await facts(token, live, at: now).response
      response.headers[.dpopNonce] = try senders.nonce(for: live.client, at: now)
      return response
    }
  }

  private func facts(
    _ presented: PresentedAccessToken, _ live: LiveGrant, at now: NumericDate
  ) async throws -> UserInfoAnswer {
    let token = presented.token
    var claims: JSONObject = ["sub": .string(live.grant.subject), "act": issuer.actor(of: live)]
    let facts = LicenceClaims(live.presentation).userInfo(
      token.scopes.intersection(live.grant.scopes), live.grant.claims?.userInfo ?? [], allowed: live.client.scopes)
    claims.merge(facts)
    // Who acted, for whom it was approved. What was released is on record before it leaves.
    if let audit, let identity = IdentityClaims(live, scopes: token.scopes) {
      claims[IdentityClaims.name] = identity.json
      try await audit.record(identity.event(at: now), bound: nil)
    }
    return try await issuer.userInfo(claims, for: live.client, at: now)
  }

  private static let ways: JSON = .array(KeyManagement.allCases.map { .string($0.rawValue) })
  private static let contents: JSON = .array(ContentEncryption.allCases.map { .string($0.rawValue) })

  private static func header(of request: Request) throws(OAuthError) -> ShownAccessToken? {
    switch try AuthorizationHeader(of: request) {
    case .bearer(let token): ShownAccessToken(scheme: .bearer, compact: token)
    case .dpop(let token): ShownAccessToken(scheme: .dpop, compact: token)
    case .none, .basic, .other: nil
    }
  }

  /// RFC 6750 §2.2: the token in the form. Never by two ways at once.
  private static func headerOrForm(of request: Request) async throws(OAuthError) -> ShownAccessToken? {
    let header = try header(of: request)
    let isForm = request.headers[.contentType]?.lowercased().hasPrefix("application/x-www-form-urlencoded") == true
    let form = isForm ? try await formBody(of: request).all("access_token").first : nil
    guard header == nil || form == nil else {
      throw OAuthError(.invalidRequest, "present the access token once: in the Authorization header or in the form")
    }
    return header ?? form.map { ShownAccessToken(scheme: .bearer, compact: $0) }
  }
}
