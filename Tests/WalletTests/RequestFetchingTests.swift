import JOSE
import OAuth
import Testing

@testable import Wallet

@Suite struct RequestFetchingTests {
  private static let requestURI = "https://idp.example/wallet/request/t"
  private static let link =
    "openid4vp://authorize?client_id=x509_hash%3AAA&request_uri=https%3A%2F%2Fidp.example%2Fwallet%2Frequest%2Ft"

  private func fetch(
    _ input: RequestInput, _ answer: @escaping @Sendable (WalletHTTPRequest) async -> WalletHTTPAnswer?
  ) async throws -> UnverifiedRequest {
    try await RequestFetching(transport: ScriptedTransport(answer: answer), walletNonce: "fresh").fetch(input)
  }

  @Test func `a scanned page is asked for JSON and the request is posted for`() async throws {
    let request = try await fetch(.text("https://idp.example/w/frame")) { request in
      switch request.url.pathAndQuery {
      case "/w/frame":
        guard request.method == .get, request.headers.contains(where: { $0 == ("accept", "application/json") }) else {
          return nil
        }
        return .json([
          "client_id": "x509_hash:AA", "request_uri": .string(Self.requestURI), "request_uri_method": "post",
        ])
      case "/wallet/request/t":
        guard request.method == .post, request.form["wallet_nonce"] == "fresh",
          let metadata = request.form["wallet_metadata"],
          let json = try? JSON(parsing: Array(metadata.utf8)),
          json["transaction_data_types_supported"] == ["urn:tongzhao:transaction:login:1"],
          json["vp_formats_supported"]?["dc+sd-jwt"] != nil
        else { return nil }
        return .signedRequest("signed")
      default: return nil
      }
    }
    #expect(request.compact == "signed")
    #expect(request.clientID == "x509_hash:AA")
    #expect(request.walletNonce == "fresh")
  }

  @Test func `a link without a method is fetched, without a nonce`() async throws {
    let request = try await fetch(.text(Self.link)) { $0.method == .get ? .signedRequest("signed") : nil }
    #expect(request.walletNonce == nil)
    #expect(request.address.value == Self.requestURI)
  }

  @Test func `a link to the web wallet carries the same parameters`() async throws {
    let link =
      "https://wallet.example/?client_id=x509_hash%3AAA&request_uri=https%3A%2F%2Fidp.example%2Fr&request_uri_method=post"
    let request = try await fetch(.text(link)) { $0.url.value == "https://idp.example/r" ? .signedRequest("s") : nil }
    #expect(request.address.origin == "https://idp.example")
  }

  @Test func `a typed code is posted to the server that was named`() async throws {
    let server = try #require(Issuer("https://idp.example"))
    let request = try await fetch(.typedCode("12345678", at: server)) { request in
      guard request.url.value != Self.requestURI else { return .signedRequest("s") }
      guard request.url.value == "https://idp.example/w/code", request.form["code"] == "12345678" else { return nil }
      return .json(["client_id": "x509_hash:AA", "request_uri": .string(Self.requestURI), "request_uri_method": "post"])
    }
    #expect(request.compact == "s")
  }

  @Test(arguments: [
    "", "hello", "openid4vp://authorize", "openid4vp://x?client_id=a", "weixin://dl?request_uri=https://a",
  ])
  func `what is no link is refused`(_ text: String) async {
    await #expect(throws: RequestRejection.notALink) { try await fetch(.text(text)) { _ in nil } }
  }

  @Test(arguments: [
    "http://idp.example/w/f", "openid4vp://?client_id=a&request_uri=http%3A%2F%2Fidp.example%2Fr",
    "openid4vp://?client_id=a&request_uri=file%3A%2F%2F%2Fetc%2Fpasswd",
    "openid4vp://?client_id=a&request_uri=https%3A%2F%2Fidp.example%40thief.example%2Fr",
  ])
  func `an address that is not secure is refused`(_ text: String) async {
    await #expect(throws: RequestRejection.insecureAddress) { try await fetch(.text(text)) { _ in nil } }
  }

  @Test func `a page may not send the wallet to another origin`() async {
    await #expect(throws: RequestRejection.foreignAddress) {
      try await fetch(.text("https://idp.example/w/f")) { _ in
        .json(["client_id": "a", "request_uri": "https://thief.example/r", "request_uri_method": "post"])
      }
    }
  }

  @Test func `a redirect is not followed`() async {
    await #expect(throws: RequestRejection.foreignAddress) {
      try await fetch(.text("https://idp.example/w/f")) { _ in WalletHTTPAnswer(status: 302, contentType: nil, body: [])
      }
    }
  }

  @Test func `an unknown method is refused`() async {
    await #expect(throws: RequestRejection.unsupportedMethod) {
      try await fetch(.text(Self.link + "&request_uri_method=put")) { _ in nil }
    }
  }

  @Test(arguments: [(404, RequestRejection.over), (429, .tooOften), (403, .otherDeviceOnly), (503, .unreachable)])
  func `a server's refusal is told for what it is`(_ status: Int, _ rejection: RequestRejection) async {
    await #expect(throws: rejection) {
      try await fetch(.text(Self.link)) { _ in .json(["error": "invalid_request"], status: status) }
    }
  }

  @Test func `another media type is no request`() async {
    await #expect(throws: RequestRejection.wrongMediaType) {
      try await fetch(.text(Self.link)) { _ in .json(["request": "signed"]) }
    }
  }

  @Test func `no answer is no request`() async {
    await #expect(throws: RequestRejection.unreachable) { try await fetch(.text(Self.link)) { _ in nil } }
  }
}
