import HTTPTypes
import Hummingbird
package import JOSE
import NIOCore
package import OAuth
package import OAuthHTTP

// The Discovery room says what this server can do: the sum of what its mounted endpoints say of themselves, so that it
// promises nothing that is not served (OpenID Connect Discovery §3, RFC 8414). Beside it lies the key set.
// `DiscoveryEndpoint` is made last, from all other rooms.

/// GET /.well-known/openid-configuration, and the same under RFC 8414's name.
package struct DiscoveryEndpoint: Room {
  /// The document.
  package let document: JSONObject
  private let bytes: [UInt8]
  private let paths: [String]
  private let maximumAge: Int

  /// The sum of `rooms`. Throws when two of them contradict each other.
  /// - Parameter certificates: the address at which clients may show certificates, where it is another one.
  package init(
    issuer: Issuer, rooms: [any Room], certificates: Issuer? = nil, maximumAge: Int = 300
  ) throws(MetadataConflict) {
    var document = try MetadataPart.document([MetadataPart([("issuer", .string(issuer.value))])] + metadata(of: rooms))
    for (name, silence) in Self.unserved where document[name] == nil { document[name] = silence }
    if let certificates { document["mtls_endpoint_aliases"] = Self.aliases(document, of: issuer, at: certificates) }
    self.document = document
    bytes = document.serialized()
    self.maximumAge = maximumAge
    // OpenID Connect appends the well-known path to the issuer's, RFC 8414 §3.1 inserts it before the issuer's path.
    // A proxy in front maps an issuer's path; what arrives here is the same either way.
    paths = ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"]
  }

  package var apiDescription: APIFragment { APIFragment(PackageResources.discovery_json) }

  package var endpoints: [Endpoint] {
    let buffer = ByteBuffer(bytes: bytes)
    let entityTag = "\"\(Base64URL.encode(Digests.sha256(bytes).prefix(16)))\""
    return paths.map { path in
      .get(path, cors: .anyOriginNoCredentials) { [maximumAge] request, _ in
        let cache = CachePolicy.shared(seconds: maximumAge)
        var response =
          request.isUpToDate(entityTag)
          ? Response(status: .notModified, headers: [.cacheControl: cache.header])
          : Response.buffer(buffer, type: "application/json", cache: cache)
        response.headers[.eTag] = entityTag
        return response
      }
    }
  }

  /// What is written out where no endpoint serves it. Leaving `request_uri_parameter_supported` out would mean "yes"
  /// (OpenID Connect Discovery §3); its companions are said with it.
  private static let unserved: [(String, JSON)] = [
    ("request_parameter_supported", false), ("request_uri_parameter_supported", false),
    ("require_request_uri_registration", false),
  ]

  /// The endpoints at which a certificate proves something: a client authenticates there, or shows a token that may be
  /// bound to it (RFC 8705 §5).
  private static let certified = [
    "token_endpoint", "userinfo_endpoint", "introspection_endpoint", "revocation_endpoint",
    "pushed_authorization_request_endpoint", "device_authorization_endpoint", "backchannel_authentication_endpoint",
  ]

  /// Those of them that are served, under the other address.
  private static func aliases(_ document: JSONObject, of issuer: Issuer, at certificates: Issuer) -> JSON {
    var aliases = JSONObject()
    for name in certified {
      guard let url = document[name]?.string, url.hasPrefix(issuer.url("/")) else { continue }
      aliases[name] = .string(certificates.url("/" + url.dropFirst(issuer.url("/").count)))
    }
    return .object(aliases)
  }
}
