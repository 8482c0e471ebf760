import IdentityProvider
import JOSE
import OAuth

/// The clients of the provider under test.
enum TestClients {
  static let secret = "s3cret-of-portal-0123456789abcdef"
  static let department = "https://department.example"

  /// Confidential, by secret; what a municipal portal would be.
  static func portal(_ changes: JSONObject = [:]) throws -> Client {
    try client(
      "portal",
      [
        "token_endpoint_auth_method": "client_secret_basic",
        "grant_types": ["authorization_code", "refresh_token", "client_credentials"],
        "scope": "openid licence licence.particulars holder profile address offline_access records.read",
        "tongzhao_audiences": [.string(department)],
      ], changes)
  }

  /// Public: a page without a server.
  static func app(_ changes: JSONObject = [:]) throws -> Client {
    try client(
      "app",
      [
        "token_endpoint_auth_method": "none", "grant_types": ["authorization_code", "refresh_token"],
        "scope": "openid licence offline_access",
      ], changes)
  }

  /// Confidential, by key; its ID tokens are ES256.
  static func signer(_ key: SigningKey, _ changes: JSONObject = [:]) throws -> Client {
    try client(
      "signer",
      [
        "token_endpoint_auth_method": "private_key_jwt", "grant_types": ["authorization_code", "client_credentials"],
        "scope": "openid licence records.read", "id_token_signed_response_alg": "ES256",
        "jwks": JWKSet(keys: [JWK(key.verificationKey, keyID: "k1")]).json,
      ], changes)
  }

  /// A resource server.
  static func resource(_ changes: JSONObject = [:]) throws -> Client {
    try client(
      "department",
      [
        "token_endpoint_auth_method": "client_secret_basic", "grant_types": ["client_credentials"], "redirect_uris": [],
        "post_logout_redirect_uris": [], "client_uri": .string(department),
        "tongzhao_introspection_audiences": [.string(department)], "tongzhao_audiences": ["https://other.example"],
      ], changes)
  }

  static func client(_ id: String, _ members: JSONObject, _ changes: JSONObject = [:]) throws -> Client {
    var document: JSONObject = [
      "client_id": .string(id), "client_name": "办事大厅", "client_name#en": "Service Hall",
      "redirect_uris": [.string("https://\(id).example/cb")],
      "post_logout_redirect_uris": [.string("https://\(id).example/bye")],
    ]
    document.merge(members)
    document.merge(changes)
    return try Client(document: .object(document))
  }
}
