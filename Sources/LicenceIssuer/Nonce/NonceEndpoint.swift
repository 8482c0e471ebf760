import Hummingbird
package import JOSE
package import OAuth
package import OAuthHTTP

/// The nonce endpoint (OpenID4VCI 1.0 §7).
package struct NonceEndpoint: IssuanceRoom {
  private let issuer: Issuer
  private let nonces: NonceIssuer
  private let clock: @Sendable () -> NumericDate

  /// The endpoint of these nonces.
  package init(issuer: Issuer, nonces: NonceIssuer, clock: @escaping @Sendable () -> NumericDate) {
    self.issuer = issuer
    self.nonces = nonces
    self.clock = clock
  }

  package var issuerMetadata: MetadataPart { MetadataPart([("nonce_endpoint", .string(issuer.url("/nonce")))]) }

  package var apiDescription: APIFragment { APIFragment(PackageResources.nonce_json) }

  package var endpoints: [Endpoint] {
    [
      .post("/nonce", cors: .anyOriginNoCredentials) { _, _ in
        .json(["c_nonce": .string(try nonces.issue(random: Random.bytes(16), at: clock()))] as JSONObject)
      }
    ]
  }
}
