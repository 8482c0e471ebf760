import AsyncHTTPClient
import JOSE
import NIOCore
import NIOHTTP1
import OAuth

/// The few requests that a relying party makes, with limits on time and size.
struct HTTPExchange: Sendable {
  let client: HTTPClient
  let limit = 1 << 20

  struct Answer: Sendable {
    let status: Int
    let json: JSON?
    let bytes: [UInt8]
    /// Seconds that the answer may be kept, by `Cache-Control: max-age`.
    let maxAge: Int?
    /// The nonce for the next DPoP proof.
    let dpopNonce: String?
  }

  func get(_ url: String, headers: [(String, String)] = []) async throws(RelyingPartyError) -> Answer {
    var request = HTTPClientRequest(url: url)
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    return try await send(request)
  }

  func post(
    _ url: String, form: [(String, String)], headers: [(String, String)] = []
  ) async throws(RelyingPartyError) -> Answer {
    var request = HTTPClientRequest(url: url)
    request.method = .POST
    request.headers.add(name: "content-type", value: "application/x-www-form-urlencoded")
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    request.body = .bytes(ByteBuffer(string: Percent.formEncode(form)))
    return try await send(request)
  }

  private func send(_ request: HTTPClientRequest) async throws(RelyingPartyError) -> Answer {
    do {
      let response = try await client.execute(request, timeout: AnswerTime.longest)
      let bytes = Array(buffer: try await response.body.collect(upTo: limit))
      return Answer(
        status: Int(response.status.code), json: try? JSON(parsing: bytes), bytes: bytes,
        maxAge: Self.maxAge(response.headers.first(name: "cache-control")),
        dpopNonce: response.headers.first(name: "dpop-nonce"))
    } catch {
      throw .providerUnavailable("\(request.url): \(error)")
    }
  }

  private static func maxAge(_ header: String?) -> Int? {
    header?.split(separator: ",").lazy
      .compactMap { directive -> Int? in
        let trimmed = directive.drop(while: { $0 == " " })
        return trimmed.hasPrefix("max-age=") ? Int(trimmed.dropFirst(8)) : nil
      }
      .first
  }
}
