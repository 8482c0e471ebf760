package import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// The promise kept over HTTP.
package struct HTTPTransport: WalletTransport {
  private static let limit = 1 << 20
  private let client: HTTPClient

  /// - Parameter client: must be configured to follow no redirects.
  package init(_ client: HTTPClient) { self.client = client }

  package func send(_ request: WalletHTTPRequest) async throws(WalletTransportFailure) -> WalletHTTPAnswer {
    var outgoing = HTTPClientRequest(url: request.url.value)
    outgoing.method = HTTPMethod(rawValue: request.method.rawValue)
    for header in request.headers { outgoing.headers.add(name: header.name, value: header.value) }
    if request.method == .post { outgoing.body = .bytes(ByteBuffer(bytes: request.body)) }
    do {
      let response = try await client.execute(outgoing, timeout: .seconds(10))
      let body = Array(buffer: try await response.body.collect(upTo: Self.limit))
      return WalletHTTPAnswer(
        status: Int(response.status.code), contentType: response.headers.first(name: "content-type"), body: body)
    } catch is NIOTooManyBytesError {
      throw .tooLarge
    } catch {
      throw .unreachable("\(request.url.origin): \(error)")
    }
  }
}
