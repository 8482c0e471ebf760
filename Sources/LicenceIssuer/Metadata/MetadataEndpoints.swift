// The Metadata room tells wallets what there is: the credential issuer (OpenID4VCI 1.0 §12.2), its authorization server
// (RFC 8414) and its keys. Both documents are the sums of what the other rooms say of themselves.

import Hummingbird
package import JOSE
package import KeyCustody
import NIOCore
package import OAuth
package import OAuthHTTP

/// The well-known documents and the key set.
package struct MetadataEndpoints: Room {
  private let issuer: Issuer
  private let keys: KeyRing
  private let signature: SignatureAlgorithm
  private let issuerDocument: JSONObject
  private let serverDocument: JSONObject
  private let clock: @Sendable () -> NumericDate

  /// The sum of these rooms, of an issuer that signs by this algorithm. Throws when two of them contradict each other.
  package init(
    issuer: Issuer, name: IssuerName, rooms: [any IssuanceRoom], keys: KeyRing,
    signature: SignatureAlgorithm, clock: @escaping @Sendable () -> NumericDate
  ) throws(MetadataConflict) {
    self.issuer = issuer
    self.keys = keys
    self.signature = signature
    self.clock = clock
    let identity = MetadataPart([
      ("credential_issuer", .string(issuer.value)),
      (
        "display",
        [
          ["name": .string(name.chinese), "locale": "zh-CN"], ["name": .string(name.english), "locale": "en"],
        ]
      ),
    ])
    issuerDocument = try MetadataPart.document(
      [identity] + rooms.map(\.issuerMetadata) + [CredentialConfiguration.metadata(signedBy: signature)])
    let server = MetadataPart([
      ("issuer", .string(issuer.value)), ("jwks_uri", .string(issuer.url("/jwks"))),
    ])
    serverDocument = try MetadataPart.document([server] + metadata(of: rooms))
  }

  package var apiDescription: APIFragment { APIFragment(PackageResources.metadata_json) }

  package var endpoints: [Endpoint] {
    let server = ByteBuffer(bytes: serverDocument.serialized())
    let unsigned = ByteBuffer(bytes: issuerDocument.serialized())
    return [
      .get("/.well-known/openid-credential-issuer", cors: .anyOriginNoCredentials) { request, _ in
        var response =
          request.asksForSignedMetadata
          ? Response.bytes(
            Array(try await signed(at: clock()).utf8), type: "application/jwt", cache: .shared(seconds: 60))
          : Response.buffer(unsigned, type: "application/json", cache: .shared(seconds: 60))
        response.headers[.vary] = "Accept"
        return response
      },
      .get("/.well-known/oauth-authorization-server", cors: .anyOriginNoCredentials) { _, _ in
        .buffer(server, type: "application/json", cache: .shared(seconds: 60))
      },
      .get("/jwks", cors: .anyOriginNoCredentials) { _, _ in
        let keys = keys.published(.credential) + keys.published(.statusList)
        return .json(
          ["keys": .array(keys.map { .object($0.jwk) })] as JSONObject, cache: .shared(seconds: 60))
      },
    ]
  }

  /// The metadata as a signed JWT (OpenID4VCI 1.0 §12.2.3).
  private func signed(at now: NumericDate) async throws -> String {
    let claims = issuerDocument.merging([
      "iss": .string(issuer.value), "sub": .string(issuer.value), "iat": .date(now), "exp": .date(now + 3600),
    ])
    return try await keys.current(.credential, signature, at: now)
      .sign(claims, type: "openidvci-issuer-metadata+jwt")
  }
}

extension Request {
  /// Whether the wallet asks for a JWT and does not take JSON as well.
  fileprivate var asksForSignedMetadata: Bool {
    let accept = headers[values: .accept].joined(separator: ",").lowercased()
    return accept.contains("application/jwt") && !accept.contains("application/json")
  }
}
