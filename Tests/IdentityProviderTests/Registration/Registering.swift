import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import NIOCore
import OAuth

/// What software says of itself when it registers.
enum Registering {
  static let open = RegistrationPolicy(
    access: .open, openTerms: RegistrationTerms(scopes: [.openID, .licence, .offlineAccess]))

  /// A good registration, with these members changed; null takes one away.
  static func document(_ changes: JSONObject = [:]) -> JSONObject {
    var document: JSONObject = [
      "client_name": "区县平台", "redirect_uris": ["https://county.example/cb"],
      "post_logout_redirect_uris": ["https://county.example/bye"],
    ]
    for (name, value) in changes {
      if value == .null { document[name] = nil } else { document[name] = value }
    }
    return document
  }

  static func set(_ key: SigningKey, _ keyID: String = "k1") -> JSON {
    JWKSet(keys: [JWK(key.verificationKey, keyID: keyID)]).json
  }
}

extension TestClientProtocol {
  func send(
    _ method: HTTPRequest.Method, _ path: String, _ document: JSONObject? = nil, token: String? = nil
  ) async throws -> TestResponse {
    var headers: HTTPFields = token.map { .bearer($0) } ?? [:]
    headers[.contentType] = "application/json"
    return try await execute(
      uri: path, method: method, headers: headers, body: document.map { ByteBuffer(bytes: $0.serialized()) })
  }

  /// Registers.
  func register(_ changes: JSONObject = [:], token: String? = nil) async throws -> TestResponse {
    try await send(.post, "/register", Registering.document(changes), token: token)
  }
}
