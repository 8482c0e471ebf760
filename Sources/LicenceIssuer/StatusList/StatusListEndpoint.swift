import ELicence
import HTTPTypes
import Hummingbird
package import JOSE
package import OAuth
package import OAuthHTTP

/// Hands out status lists (Token Status List §8).
package struct StatusListEndpoint: IssuanceRoom {
  private let publisher: StatusListPublisher
  private let clock: @Sendable () -> NumericDate

  /// The endpoint of this publisher.
  package init(publisher: StatusListPublisher, clock: @escaping @Sendable () -> NumericDate) {
    self.publisher = publisher
    self.clock = clock
  }

  /// Where a list is; credentials name it so.
  package static func address(of list: Int, at issuer: Issuer) -> String { issuer.url("/status/\(list)") }

  package var issuerMetadata: MetadataPart { MetadataPart() }

  package var apiDescription: APIFragment { APIFragment(PackageResources.status_json) }

  package var endpoints: [Endpoint] {
    [
      .get("/status/{list}", cors: .anyOriginNoCredentials) { request, context in
        guard let id = context.pathParameter("list").flatMap(Self.number),
          let list = try await publisher.list(id, at: clock())
        else { throw OAuthError(.invalidRequest, "there is no such status list", status: 404) }
        // Caches on the way ask again each time: a copy that aged there would add to the `ttl`.
        if request.headers[values: .ifNoneMatch].contains(where: { $0.utf8.count < 512 && $0.contains(list.entityTag) })
        {
          return Response(
            status: .notModified, headers: [.eTag: list.entityTag, .cacheControl: "public, max-age=0"])
        }
        var response = Response.buffer(list.body, type: StatusListToken.mediaType, cache: .shared(seconds: 0))
        response.headers[.eTag] = list.entityTag
        return response
      }
    ]
  }

  /// A number as we write it, in one way only.
  private static func number(_ text: String) -> Int? {
    guard text.utf8.count <= 9, let number = Int(text), String(number) == text, number > 0 else { return nil }
    return number
  }
}
