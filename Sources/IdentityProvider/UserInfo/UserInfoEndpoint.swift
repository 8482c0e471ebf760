package import AuditLog
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
  private let audit: (any AuditRecorder)?
  private let clock: @Sendable () -> NumericDate
  private let refusals = UserInfoRefusal.counters

  /// With what it asks. Without somebody who remembers it no identity is given.
  package init(
    issuer: TokenIssuer, tokens: AccessTokenVerifier, living: LiveGrants, audit: (any AuditRecorder)? = nil,
    clock: @escaping @Sendable () -> NumericDate = NumericDate.now
  ) {
    self.issuer = issuer
    self.tokens = tokens
    self.living = living
    self.audit = audit
    self.clock = clock
  }

  package var apiDescription: APIFragment { APIFragment(PackageResources.userinfo_json) }

  package var endpoints: [Endpoint] {
    let metadata = MetadataPart([
      ("userinfo_endpoint", .string(issuer.issuer.url("/userinfo"))), ("claim_types_supported", ["normal"]),
      ("scopes_supported", .array(ScopeClaims.scopes.map { .string($0.value) })),
      ("claims_supported", .array(ScopeClaims.names.map { .string($0) })),
      ("userinfo_signing_alg_values_supported", Self.signing),
      ("userinfo_encryption_alg_values_supported", Self.ways),
      ("userinfo_encryption_enc_values_supported", Self.contents),
      ("id_token_encryption_alg_values_supported", Self.ways),
      ("id_token_encryption_enc_values_supported", Self.contents),
    ])
    return [
      .get("/userinfo", metadata: metadata, cors: .anyOriginNoCredentials) { request, _ in
        // A token in the query would be written to logs (RFC 6750 §2.3, RFC 9700 §4.3.2): it counts as none.
        try await answer(try Self.header(of: request))
      },
      .post("/userinfo", cors: .anyOriginNoCredentials) { request, _ in
        try await answer(try await Self.headerOrForm(of: request))
      },
    ]
  }

  private func answer(_ presented: String?) async throws -> Response {
    let now = clock()
    do {
      return try await facts(presented, at: now).response
    } catch let refusal as UserInfoRefusal {
      refusals.count(refusal.kind)
      throw refusal.error
    }
  }

  private func facts(_ presented: String?, at now: NumericDate) async throws -> UserInfoAnswer {
    // 1. A token.
    guard let presented else { throw UserInfoRefusal.missingToken }
    // 2. We signed it, for this endpoint, and it has not expired.
    let token: AccessToken
    do throws(JOSERejection) {
      token = try tokens.verified(presented, at: now)
    } catch {
      tokens.explain(error, of: presented, at: now)
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
      // 4. The facts.
      var claims: JSONObject = ["sub": .string(live.grant.subject), "act": issuer.actor(of: live)]
      let facts = LicenceClaims(live.presentation).userInfo(
        token.scopes.intersection(live.grant.scopes), live.grant.claims?.userInfo ?? [], allowed: live.client.scopes)
      claims.merge(facts)
      // 5. Who acted, for whom it was approved. What was released is on record before it leaves.
      if let audit, let identity = IdentityClaims(live, scopes: token.scopes) {
        claims[IdentityClaims.name] = identity.json
        try await audit.record(identity.event(at: now), bound: nil)
      }
      return try await issuer.userInfo(claims, for: live.client, at: now)
    }
  }

  private static let signing: JSON = .array(ClientDocument.signatures.map { .string($0.rawValue) })
  private static let ways: JSON = .array(KeyManagement.allCases.map { .string($0.rawValue) })
  private static let contents: JSON = .array(ContentEncryption.allCases.map { .string($0.rawValue) })

  private static func header(of request: Request) throws(OAuthError) -> String? {
    switch try AuthorizationHeader(of: request) {
    case .bearer(let token): token
    case .none, .basic, .other: nil
    }
  }

  /// RFC 6750 §2.2: the token in the form. Never by two ways at once.
  private static func headerOrForm(of request: Request) async throws(OAuthError) -> String? {
    let header = try header(of: request)
    let isForm = request.headers[.contentType]?.lowercased().hasPrefix("application/x-www-form-urlencoded") == true
    let form = isForm ? try await formBody(of: request).all("access_token").first : nil
    guard header == nil || form == nil else {
      throw OAuthError(.invalidRequest, "present the access token once: in the Authorization header or in the form")
    }
    return header ?? form
  }
}
