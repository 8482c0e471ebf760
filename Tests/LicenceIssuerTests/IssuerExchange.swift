import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JOSE
import NIOCore
import OAuth
import Testing

/// An answer, read as far as it can be.
struct Answer: Sendable {
  let status: Int
  let headers: HTTPFields
  let body: [UInt8]
  let json: JSON?

  init(_ response: TestResponse) throws {
    status = response.status.code
    headers = response.headers
    body = Array(buffer: response.body)
    json =
      headers[.contentType]?.hasPrefix("application/json") == true ? try JSON(parsing: body) : nil
  }

  var text: String { String(decoding: body, as: UTF8.self) }
  var error: String? { json?["error"]?.string }
}

extension TestIssuer {
  func get(_ path: String, headers: HTTPFields = [:]) async throws -> Answer {
    try Answer(try await client.executeRequest(uri: path, method: .get, headers: headers, body: nil))
  }

  func post(_ path: String, json: JSON, token: String? = nil) async throws -> Answer {
    var headers: HTTPFields = [.contentType: "application/json"]
    if let token { headers[.authorization] = "Bearer \(token)" }
    return try await post(path, headers: headers, body: json.serialized())
  }

  func post(_ path: String, form: [(String, String)], headers: HTTPFields = [:]) async throws -> Answer {
    var headers = headers
    headers[.contentType] = "application/x-www-form-urlencoded"
    return try await post(path, headers: headers, body: Array(Percent.formEncode(form).utf8))
  }

  func post(_ path: String, headers: HTTPFields = [:], body: [UInt8] = []) async throws -> Answer {
    try Answer(
      try await client.executeRequest(uri: path, method: .post, headers: headers, body: ByteBuffer(bytes: body)))
  }

  func nonce() async throws -> String {
    let answer = try await post("/nonce")
    #expect(answer.status == 200)
    return try #require(answer.json?["c_nonce"]?.string)
  }
}
