import HTTPTypes
import Hummingbird
package import JOSE
import OAuth
package import OAuthHTTP

// The Token room answers POST /token: it authenticates the client, redeems a code or a refresh token, issues.
// Grants come from SignIn and Authorization; what is issued here is looked at by Introspection and UserInfo.
// Access tokens are JWTs and stored nowhere: each names its grant.

/// POST /token (RFC 6749 §3.2).
package struct TokenEndpoint: Room {
  private let issuer: TokenIssuer
  private let authentication: ClientAuthentication
  private let senders: SenderProofs
  private let grants: [any TokenGrant]
  private let clock: @Sendable () -> NumericDate
  /// Under the case's name: the identifiers of some are addresses.
  private let issued = CaseCounters("tongzhao_tokens_issued_total", by: "grant_type", of: GrantType.allCases) {
    LabelValue.of($0 as Any)
  }
  private let refusals = TokenRefusal.counters

  /// With what it calls. `others` are the grants of rooms of their own.
  package init(
    issuer: TokenIssuer, authentication: ClientAuthentication, senders: SenderProofs, grants: any GrantStore,
    living: LiveGrants, refreshTokens: RefreshTokens, others: [any TokenGrant] = [],
    clock: @escaping @Sendable () -> NumericDate = NumericDate.now
  ) {
    self.issuer = issuer
    self.authentication = authentication
    self.senders = senders
    let own: [any TokenGrant] = [
      AuthorizationCodeGrant(issuer: issuer, grants: grants, living: living),
      RefreshTokenGrant(issuer: issuer, grants: grants, living: living, tokens: refreshTokens),
      ClientCredentialsGrant(issuer: issuer),
    ]
    self.grants = own + others
    self.clock = clock
  }

  package var apiDescription: APIFragment { APIFragment(PackageResources.token_json) }

  package var endpoints: [Endpoint] {
    let signatures = SignatureOffer(issuer.keys)
    let metadata = MetadataPart(
      [
        ("token_endpoint", .string(issuer.issuer.url("/token"))),
        ("grant_types_supported", .array(grants.map { .string($0.type.rawValue) })),
        ("subject_types_supported", ["public", "pairwise"]),
        ("dpop_signing_alg_values_supported", signatures.proofs.json),
        ("tls_client_certificate_bound_access_tokens", .bool(authentication.certificates.isReachable)),
        ("id_token_signing_alg_values_supported", signatures.made.json),
      ] + authentication.metadata(of: "token", includingPublic: true))
    return [
      .post("/token", metadata: metadata, cors: .anyOriginNoCredentials) { request, _ in
        let now = clock()
        let parameters = try await formBody(of: request, repeatable: Self.repeatable)
        let caller = try await authentication.authenticate(request, parameters, at: now)
        do {
          let confirmed = try await senders.confirmed(caller, by: request, at: "/token", at: now)
          var response = Response.json(try await exchange(parameters, by: confirmed, at: now))
          response.headers[.dpopNonce] = try senders.nonce(for: caller.client, at: now)
          return response
        } catch let refusal as SenderRefusal {
          throw refused(.sender(refusal))
        } catch let refusal as TokenRefusal {
          throw refused(refusal)
        }
      }
    ]
  }

  /// RFC 8707 §2, RFC 8693 §2.1.
  private static let repeatable: Set = ["resource", "audience"]

  private func refused(_ refusal: TokenRefusal) -> OAuthError {
    refusals.count(refusal.kind)
    return refusal.error
  }

  private func exchange(
    _ parameters: ParameterList, by caller: ConfirmedClient, at now: NumericDate
  ) async throws -> JSONObject {
    guard let name = try parameters.single("grant_type") else { throw TokenRefusal.missingGrantType }
    guard let grant = grants.first(where: { $0.type.rawValue.isExactly(name) }) else {
      throw TokenRefusal.unsupportedGrantType(grants.map(\.type))
    }
    guard caller.client.grantTypes.contains(grant.type) else { throw TokenRefusal.unauthorizedGrantType }
    if grant.type.givesIDTokens { try await issuer.requireEncryptionKey(of: caller.client, at: now) }
    let answer = try await grant.exchange(parameters, by: caller, at: now)
    issued.count(grant.type)
    return answer
  }
}
