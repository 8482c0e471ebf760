package import JOSE
package import OAuth
package import OAuthHTTP

// The Introspection room tells a resource server whether a token still lives (RFC 7662).
// It asks the Grant room, so "not me", logout, revocation and a suspended licence are seen at once.
// Tokens that hang on no grant are looked up in Revocation's short list.

/// POST /introspect.
package struct IntrospectionEndpoint: Room {
  private let issuer: Issuer
  private let authentication: ClientAuthentication
  private let introspection: Introspection
  private let clock: @Sendable () -> NumericDate
  private let results = CaseCounters("tongzhao_introspections_total", by: "result", of: IntrospectionResult.allCases)

  /// With what it asks.
  package init(
    issuer: Issuer, authentication: ClientAuthentication, introspection: Introspection,
    clock: @escaping @Sendable () -> NumericDate = NumericDate.now
  ) {
    self.issuer = issuer
    self.authentication = authentication
    self.introspection = introspection
    self.clock = clock
  }

  package var apiDescription: APIFragment { APIFragment(PackageResources.introspect_json) }

  package var endpoints: [Endpoint] {
    let metadata = MetadataPart(
      [("introspection_endpoint", .string(issuer.url("/introspect")))]
        + authentication.metadata(of: "introspection", includingPublic: false))
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
          return .json(answer)
        case .inactive: return .json(["active": false] as JSONObject)
        case .unknown: throw GrantDeath.standingUnknown.error
        }
      }
    ]
  }
}
