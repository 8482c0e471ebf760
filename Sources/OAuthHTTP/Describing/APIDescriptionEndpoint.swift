import Hummingbird
import JOSE
import NIOCore
package import OAuth

/// GET /openapi.json: what this server offers to those who write clients. Made last, from all other rooms.
package struct APIDescriptionEndpoint: Room {
  private let bytes: [UInt8]

  /// The sum of `rooms` and this one. Throws when two of them contradict each other.
  package init(issuer: Issuer, title: String, summary: String, rooms: [any Room]) throws(APIDescriptionError) {
    let description = try APIDescription(of: rooms + [Self(bytes: [])])
    bytes = description.document(title: title, summary: summary, server: issuer.value).serialized()
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  package var apiDescription: APIFragment { APIFragment(PackageResources.openapi_json) }

  package var endpoints: [Endpoint] {
    let buffer = ByteBuffer(bytes: bytes)
    return [
      .get("/openapi.json", cors: .anyOriginNoCredentials) { _, _ in
        .buffer(buffer, type: "application/json", cache: .shared(seconds: 300))
      }
    ]
  }
}
