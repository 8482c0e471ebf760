import JOSE
package import OAuth
package import OAuthHTTP

/// GET /.well-known/oauth-protected-resource (RFC 9728 §3): how UserInfo, as a resource, takes access tokens. Its
/// identifier is the issuer's, which its tokens name as their audience.
package struct ProtectedResourceEndpoint: Room {
  private static let path = "/.well-known/oauth-protected-resource"
  private let document: JSONObject
  private let metadata: MetadataPart

  /// - Parameter takesCertificates: whether a caller can show the certificate that a token is bound to.
  package init(issuer: Issuer, signatures: SignatureOffer, takesCertificates: Bool) {
    metadata = MetadataPart([("protected_resources", [.string(issuer.value)])])
    document = [
      "resource": .string(issuer.value), "authorization_servers": [.string(issuer.value)],
      "jwks_uri": .string(issuer.url("/jwks")),
      "scopes_supported": .array(ScopeClaims.scopes.map { .string($0.value) }),
      "bearer_methods_supported": ["header", "body"],
      "dpop_signing_alg_values_supported": signatures.proofs.json,
      "tls_client_certificate_bound_access_tokens": .bool(takesCertificates),
    ]
  }

  package var apiDescription: APIFragment { APIFragment(PackageResources.protected_resource_json) }

  package var endpoints: [Endpoint] {
    [
      .get(Self.path, metadata: metadata, cors: .anyOriginNoCredentials) { [document] _, _ in
        .json(document, cache: .shared(seconds: 300))
      }
    ]
  }

  /// Where it is: the well-known path stands before an issuer's own (§3.1).
  static func address(of issuer: Issuer) -> String {
    issuer.origin + path + issuer.value.dropFirst(issuer.origin.count).trimmingSuffix("/")
  }
}

extension Substring {
  fileprivate func trimmingSuffix(_ suffix: Character) -> Substring { last == suffix ? dropLast() : self }
}
