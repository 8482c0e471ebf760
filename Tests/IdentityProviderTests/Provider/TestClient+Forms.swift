import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JOSE
import NIOCore
import OAuth

extension HTTPFields {
  /// HTTP Basic for a client, form-encoded as RFC 6749 §2.3.1 says.
  static func basic(_ id: String, _ secret: String = TestClients.secret) -> HTTPFields {
    let pair = Percent.encode(id) + ":" + Percent.encode(secret)
    return [.authorization: "Basic " + Base64.encode(Array(pair.utf8))]
  }

  static func bearer(_ token: String) -> HTTPFields { [.authorization: "Bearer \(token)"] }
}

extension TestClientProtocol {
  func post(
    _ path: String, _ form: [(String, String)], _ headers: HTTPFields = [:]
  ) async throws -> TestResponse {
    var headers = headers
    headers[.contentType] = "application/x-www-form-urlencoded"
    return try await execute(
      uri: path, method: .post, headers: headers, body: ByteBuffer(string: Percent.formEncode(form)))
  }

  func get(_ path: String, _ headers: HTTPFields = [:]) async throws -> TestResponse {
    try await execute(uri: path, method: .get, headers: headers)
  }

  /// Redeems the code of a login at the portal and returns the answer.
  func redeem(_ login: Login, _ headers: HTTPFields = .basic("portal")) async throws -> JSON {
    try await post("/token", login.form, headers).json
  }

  /// Whether the department finds a token alive.
  func isActive(_ token: String, for client: String = "department") async throws -> Bool? {
    try await post("/introspect", [("token", token)], .basic(client)).json["active"]?.bool
  }

  func refresh(
    _ token: String, _ headers: HTTPFields = .basic("portal"), _ more: [(String, String)] = []
  ) async throws -> TestResponse {
    try await post("/token", [("grant_type", "refresh_token"), ("refresh_token", token)] + more, headers)
  }
}

extension TestResponse {
  /// The body as JSON; null when it is none.
  var json: JSON {
    do { return try JSON(parsing: Array(buffer: body)) } catch { return .null }
  }

  /// The `error` of a refusal.
  var refusal: String? { json["error"]?.string }

  /// The body as text.
  var text: String { String(buffer: body) }
}

extension JSON {
  /// A member that must be a string.
  func text(_ name: String) -> String { self[name]?.string ?? "" }
}
