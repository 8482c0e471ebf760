import AsyncHTTPClient
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JOSE
import Logging
import RelyingParty
import Synchronization

/// A provider on a loopback port that says and signs what a test wants.
final class SmallProvider: Sendable {
  struct State {
    var keys: [(id: String, key: SigningKey)] = []
    var maxAge = 60
    var isDown = false
    var jwksFetches = 0
    var port = 0
    /// What `/token` answers, made when it is asked.
    var tokens: JSON = [:]
    var tokenStatus: HTTPResponse.Status = .ok
    var introspection: JSON = ["active": false]
    /// What `/userinfo` answers: JSON, or a token.
    var userInfo = "{}"
    var lastForm = ""
    /// The nonce that a DPoP proof at `/token` must have; an empty one is never there.
    var neededNonce: String?
    var lastProof: String?
    /// The query of the last fetch of keys.
    var lastKeyQuery: String?
  }

  let state = Mutex(State())
  var issuer: String { state.withLock { "http://127.0.0.1:\($0.port)" } }

  static func with<T: Sendable>(
    _ body: @escaping @Sendable (SmallProvider, HTTPClient) async throws -> T
  ) async throws -> T {
    let provider = SmallProvider()
    try provider.addKey("first")
    var quiet = Logger(label: "provider")
    quiet.logLevel = .critical
    return try await Application(
      router: provider.router, configuration: .init(address: .hostname("127.0.0.1", port: 0)), logger: quiet
    ).test(.live) { client in
      provider.state.withLock { $0.port = client.port ?? 0 }
      return try await AnswerTime.$longest.withValue(.minutes(5)) { try await body(provider, HTTPClient.shared) }
    }
  }

  func addKey(_ id: String, _ algorithm: SignatureAlgorithm = .es256) throws {
    let key = try SigningKey.generate(algorithm)
    state.withLock { $0.keys.append((id, key)) }
  }

  /// An access token like ours, with what differs.
  func accessToken(
    key id: String = "first", type: String = "at+jwt", changing changes: JSONObject = [:], at now: Int64 = 1000
  ) throws -> String {
    var claims: JSONObject = [
      "iss": .string(issuer), "sub": "91419001MA00000079", "aud": "department", "client_id": "portal",
      "iat": .integer(now), "exp": .integer(now + 300), "scope": "openid licence",
    ]
    claims.merge(changes)
    return try sign(claims, type: type, key: id)
  }

  func sign(_ claims: JSONObject, type: String, key id: String) throws -> String {
    let known = state.withLock { $0.keys.first { $0.id == id }?.key }
    return try JWS.sign(claims, type: type, keyID: id, with: try known ?? .generate(.es256))
  }

  private var router: Router<BasicRequestContext> {
    let router = Router()
    router.get("/.well-known/openid-configuration") { [self] _, _ in
      let base = issuer
      return json([
        "issuer": .string(base), "authorization_endpoint": .string(base + "/authorize"),
        "token_endpoint": .string(base + "/token"), "jwks_uri": .string(base + "/jwks"),
        "introspection_endpoint": .string(base + "/introspect"), "userinfo_endpoint": .string(base + "/userinfo"),
        "pushed_authorization_request_endpoint": .string(base + "/par"),
      ])
    }
    router.get("/jwks") { [self] request, _ in
      let (keys, maxAge, isDown) = state.withLock {
        $0.jwksFetches += 1
        $0.lastKeyQuery = request.uri.query
        return ($0.keys, $0.maxAge, $0.isDown)
      }
      guard !isDown else { return Response(status: .serviceUnavailable) }
      let set = JWKSet(keys: keys.map { JWK($0.key.verificationKey, keyID: $0.id) })
      var response = json(set.json)
      response.headers[.cacheControl] = "public, max-age=\(maxAge)"
      return response
    }
    router.post("/token") { [self] request, _ in
      let form = String(buffer: try await request.body.collect(upTo: 65_536))
      let proof = HTTPField.Name("DPoP").flatMap { request.headers[$0] }
      let (tokens, status, needed) = state.withLock {
        $0.lastForm = form
        $0.lastProof = proof
        return ($0.tokens, $0.tokenStatus, $0.neededNonce)
      }
      if let needed {
        let sent = try proof.map { try UnverifiedJWS(compact: $0) }?.unverifiedClaims?["nonce"]?.string
        guard sent == needed, !needed.isEmpty else {
          var response = json(["error": "use_dpop_nonce"])
          response.status = .badRequest
          if let name = HTTPField.Name("DPoP-Nonce") { response.headers[name] = needed.isEmpty ? "again" : needed }
          return response
        }
      }
      var response = json(tokens)
      response.status = status
      return response
    }
    router.get("/userinfo") { [self] _, _ in
      Response(status: .ok, body: .init(byteBuffer: .init(string: state.withLock { $0.userInfo })))
    }
    router.post("/par") { [self] request, _ in
      let form = String(buffer: try await request.body.collect(upTo: 65_536))
      state.withLock { $0.lastForm = form }
      return json(["request_uri": "urn:ietf:params:oauth:request_uri:name", "expires_in": 60])
    }
    router.post("/introspect") { [self] _, _ in json(state.withLock { $0.introspection }) }
    return router
  }

  private func json(_ json: JSON) -> Response {
    Response(
      status: .ok, headers: [.contentType: "application/json"],
      body: .init(byteBuffer: .init(bytes: json.serialized())))
  }
}
