import Hummingbird
package import JOSE
package import KeyCustody
package import OAuth
package import OAuthHTTP

// The Introspection room tells a resource server whether a token still lives (RFC 7662).
// It asks the Grant room, so "not me", logout, revocation and a suspended licence are seen at once.
// Tokens that hang on no grant are looked up in Revocation's short list.

/// POST /introspect.
package struct IntrospectionEndpoint: Room {
  private let issuer: Issuer
  private let keys: KeyRing
  private let authentication: ClientAuthentication
  private let introspection: Introspection
  private let signed: SignedIntrospection
  private let clock: @Sendable () -> NumericDate
  private let results = CaseCounters("tongzhao_introspections_total", by: "result", of: IntrospectionResult.allCases)

  /// With what it asks.
  package init(
    issuer: Issuer, keys: KeyRing, authentication: ClientAuthentication, introspection: Introspection,
    clientKeys: ClientKeys = ClientKeys(),
    clock: @escaping @Sendable () -> NumericDate = NumericDate.now
  ) {
    self.issuer = issuer
    self.keys = keys
    self.authentication = authentication
    self.introspection = introspection
    signed = SignedIntrospection(issuer: issuer, keys: keys, clientKeys: clientKeys)
    self.clock = clock
  }

  package var apiDescription: APIFragment { APIFragment(PackageResources.introspect_json) }

  package var endpoints: [Endpoint] {
    let metadata = MetadataPart(
      [
        ("introspection_endpoint", .string(issuer.url("/introspect"))),
        ("introspection_signing_alg_values_supported", SignatureOffer(keys).made.json),
        ("introspection_encryption_alg_values_supported", .array(KeyManagement.allCases.map { .string($0.rawValue) })),
        (
          "introspection_encryption_enc_values_supported",
          .array(ContentEncryption.allCases.map { .string($0.rawValue) })
        ),
      ] + authentication.metadata(of: "introspection", includingPublic: false))
    return [
      .post("/introspect", metadata: metadata) { request, _ in
        let now = clock()
        let parameters = try await formBody(of: request)
        // 1. Who asks. A public client could be anybody (RFC 7662 §4).
        let caller = try await authentication.authenticate(request, parameters, at: now)
        guard !caller.client.isPublic else {
          throw OAuthError(.invalidClient, "introspection needs a client that authenticates")
        }
        // 2. About what. `token_type_hint` is not needed: the two kinds look different.
        guard let token = try parameters.single("token") else {
          throw OAuthError(.invalidRequest, "token is missing")
        }
        // 3. What may be said of it.
        let result = try await introspection.introspect(token, for: caller, at: now)
        results.count(IntrospectionResult(result))
        switch result {
        case .active(let claims):
          var answer: JSONObject = ["active": true]
          answer.merge(claims)
          return try await response(answer, to: request, from: caller.client, at: now)
        case .inactive: return try await response(["active": false], to: request, from: caller.client, at: now)
        case .unknown: throw GrantDeath.standingUnknown.error
        }
      }
    ]
  }

  /// As JSON, or as a JWT where the caller asks for one (RFC 9701 §4).
  private func response(
    _ answer: JSONObject, to request: Request, from caller: Client, at now: NumericDate
  ) async throws -> Response {
    guard request.accepts(SignedIntrospection.mediaType) else { return .json(answer) }
    let jwt = try await signed.jwt(answer, for: caller, at: now)
    return .bytes(Array(jwt.utf8), type: SignedIntrospection.mediaType)
  }
}
