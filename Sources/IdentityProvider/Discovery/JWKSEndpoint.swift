import HTTPTypes
import Hummingbird
package import JOSE
package import KeyCustody
package import OAuth
package import OAuthHTTP

/// GET /jwks: the keys that verify tokens (RFC 7517 §5), announced ones among them.
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
    return [
      .get("/jwks", metadata: metadata, cors: .anyOriginNoCredentials) {
        [keys, maximumAge, fetches, clock] request, _ in
        let published = keys.jwks
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
    ]
  }
}
