import HTTPTypes
import Hummingbird
package import JOSE
package import KeyCustody
package import OAuth
package import OAuthHTTP

/// GET /jwks: the keys that verify tokens (RFC 7517 §5), announced ones among them. Those of SM2 have an address of their
/// own, `/jwks/sm2`, where all the others are too: libraries in use refuse a whole set for one curve that they do not know,
/// although §5 asks them to pass over it.
package struct JWKSEndpoint: Room {
  private let issuer: Issuer
  private let keys: KeyRing
  private let maximumAge: Int
  private let fetches: KeyFetches?
  private let clock: @Sendable () -> NumericDate

  /// `maximumAge` is the key policy's: a new key is announced for longer than anybody may keep this answer.
  /// A client that asks with `?client=` and its identifier is noted in `fetches` as having the keys.
  package init(
    issuer: Issuer, keys: KeyRing, maximumAge: Int, fetches: KeyFetches? = nil,
    clock: @escaping @Sendable () -> NumericDate = NumericDate.now
  ) {
    self.issuer = issuer
    self.keys = keys
    self.maximumAge = maximumAge
    self.fetches = fetches
    self.clock = clock
  }

  package var apiDescription: APIFragment { APIFragment(PackageResources.jwks_json) }

  package var endpoints: [Endpoint] {
    let metadata = MetadataPart([("jwks_uri", .string(issuer.url("/jwks")))])
    let national = MetadataPart(
      SignatureOffer(keys).hasSM2 ? [("tongzhao_sm2_jwks_uri", .string(issuer.url("/jwks/sm2")))] : [])
    return [
      .get("/jwks", metadata: metadata, cors: .anyOriginNoCredentials) { request, _ in await answer(request, keys.jwks)
      },
      .get("/jwks/sm2", metadata: national, cors: .anyOriginNoCredentials) { request, _ in
        await answer(request, keys.jwks(.token))
      },
    ]
  }

  private func answer(_ request: Request, _ published: PublishedJWKS) async -> Response {
    if let fetches, let name = request.uri.queryParameters.get("client"), let client = ClientID(name) {
      await fetches.fetched(client, kids: published.kids, at: clock())
    }
    var response =
      request.isUpToDate(published.entityTag)
      ? Response(status: .notModified)
      : Response.bytes(published.bytes, type: "application/jwk-set+json")
    response.headers[.cacheControl] = "public, max-age=\(maximumAge)"
    response.headers[.eTag] = published.entityTag
    return response
  }
}
