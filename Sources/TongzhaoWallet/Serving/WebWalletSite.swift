import HTTPTypes
import Hummingbird
import JOSE
import LibCrypto
import OAuth
import OAuthHTTP

/// The web wallet's origin: one page, its files, and what it must know. It holds no state and no secret.
struct WebWalletSite: Room {
  let assets: StaticAssets
  private let page: String
  private let policy: OAuthHTTP.ContentSecurityPolicy
  private let settings: JSONObject

  /// - Parameters:
  ///   - anchors: the roots that the wallet's script verifies requests and licences under.
  ///   - origins: where its script may connect to.
  init(publicURL: Issuer, anchors: [Certificate], origins: [WebOrigin]) {
    let files = WebWalletFiles()
    assets = files.assets
    page = files.page
    policy = OAuthHTTP.ContentSecurityPolicy(
      style: [.ownOrigin], script: [.ownOrigin], image: [.ownOrigin, .data, .blob],
      connect: [.ownOrigin] + origins.map { .origin($0) })
    settings = [
      "url": .string(publicURL.value),
      "allowed_origins": .array(origins.map { .string($0.value) }),
      "trust_anchors": .array(
        anchors.map { ["name": .string($0.commonName ?? $0.subject), "certificate": .string(Base64.encode($0.der))] }),
    ]
  }

  var endpoints: [Endpoint] {
    // Links with a request or an offer come to the page itself; what is in their query only its script reads.
    ["/", "/present", "/receive"].map { path in .get(path, audience: .person) { _, _ in document } } + [
      .get("/config.json") { _, _ in .json(settings) },
      .get("/health/live") { _, _ in .text("live\n") },
      .get("/health/ready") { _, _ in .text("ready\n") },
    ]
  }

  private var document: Response {
    var response = Response.html(page, policy: policy)
    // The page scans QR codes.
    response.headers[.permissionsPolicy] = "camera=(self), geolocation=(), microphone=(), payment=()"
    return response
  }
}
