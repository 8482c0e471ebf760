import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JOSE
import Logging
import NIOCore
import OAuth
import OAuthHTTP
import Testing

struct ErrorTests {
  struct Unforeseen: Error { let secret = "database password 12345" }
  struct Passing: TransientFailure { let retryAfter: Int? }

  func answer(
    _ error: any Error, audience: Endpoint.Audience = .client, headers: HTTPFields = [:], logger: Logger? = nil
  ) async throws -> TestResponse {
    let endpoint = Endpoint.get("/x", audience: audience) { _, _ in throw error }
    return try await server([endpoint], logger: logger ?? silentLogger).test(.router) { client in
      try await client.execute(uri: "/x", method: .get, headers: headers)
    }
  }

  @Test(arguments: OAuthErrorCode.allCases)
  func `every code becomes the JSON of the standard`(code: OAuthErrorCode) async throws {
    let response = try await answer(OAuthError(code, "do it otherwise"))
    #expect(response.status.code == OAuthError(code, "").status)
    #expect(response.headers[.contentType] == "application/json")
    #expect(response.headers[.cacheControl] == "no-store")
    let json = response.json
    #expect(json.object?.names == ["error", "error_description", "error_id"])
    #expect(json["error"]?.string == code.rawValue)
    #expect(json["error_description"] == "do it otherwise")
    #expect(json["error_id"]?.string == response.requestID)
    #expect(response.headers[.requestID]?.utf8.count == 16)
  }

  @Test func `a client that failed to authenticate is challenged for Basic`() async throws {
    let response = try await answer(OAuthError(.invalidClient, "wrong secret"))
    #expect(response.status == .unauthorized)
    #expect(response.headers[.wwwAuthenticate]?.hasPrefix("Basic realm=") == true)
  }

  @Test func `a refused token is told why in the challenge`() async throws {
    let response = try await answer(OAuthError(.invalidToken, "the token has expired"))
    #expect(response.status == .unauthorized)
    #expect(
      response.headers[.wwwAuthenticate]
        == #"Bearer realm="tongzhao", error="invalid_token", error_description="the token has expired""#)
  }

  @Test func `a token that reaches too little is told the scope`() async throws {
    let error = OAuthError(.insufficientScope, "more is needed", challenge: .bearer(scope: [.openID, .holder]))
    let response = try await answer(error)
    #expect(response.status == .forbidden)
    #expect(response.headers[.wwwAuthenticate]?.hasSuffix(#", scope="openid holder""#) == true)
  }

  @Test func `a missing token is challenged without an error code`() async throws {
    let response = try await answer(OAuthError.missingToken)
    #expect(response.status == .unauthorized)
    #expect(response.headers[.wwwAuthenticate] == #"Bearer realm="tongzhao""#)
  }

  @Test func `a description cannot break out of its header`() async throws {
    let response = try await answer(OAuthError(.invalidToken, "x\", error=\"none\r\nSet-Cookie: a=b"))
    #expect(response.headers[.wwwAuthenticate]?.contains("Set-Cookie: a=b\"") == true)
    #expect(response.headers[.setCookie] == nil)
    #expect(response.headers[.wwwAuthenticate]?.contains("\r") == false)
  }

  @Test func `a busy server says when to come back`() async throws {
    let error = OAuthError(.temporarilyUnavailable, "slow down", status: 429, retryAfter: 7)
    for audience in [Endpoint.Audience.client, .person] {
      let response = try await answer(error, audience: audience)
      #expect(response.status == .tooManyRequests)
      #expect(response.headers[.retryAfter] == "7")
    }
  }

  @Test func `a failure that passes is told as such, and only the log learns its cause`() async throws {
    let book = LogBook()
    for audience in [Endpoint.Audience.client, .person] {
      let response = try await answer(Passing(retryAfter: 5), audience: audience, logger: book.logger)
      #expect(response.status == .serviceUnavailable)
      #expect(response.headers[.retryAfter] == "5")
      #expect(!response.text.contains("Passing"))
    }
    #expect(book.text.contains("Passing"))
    #expect(try await answer(Passing(retryAfter: nil)).status == .internalServerError)
  }

  @Test func `an unforeseen error says nothing, and the log says all with the same id`() async throws {
    let book = LogBook()
    let response = try await answer(Unforeseen(), logger: book.logger)
    #expect(response.status == .internalServerError)
    #expect(response.json["error"] == "server_error")
    #expect(!response.text.contains("12345"))
    #expect(!response.text.contains("Unforeseen"))
    #expect(book.text.contains("12345"))
    #expect(book.text.contains(response.requestID))
  }

  @Test func `an unforeseen error shows a person a page with the id and nothing else`() async throws {
    let response = try await answer(Unforeseen(), audience: .person, headers: [.acceptLanguage: "en"])
    #expect(response.status == .internalServerError)
    #expect(response.text.contains(response.requestID))
    #expect(response.text.contains("Something went wrong on our side"))
    #expect(!response.text.contains("12345"))
  }

  @Test func `a diagnosis stays in the log`() async throws {
    let book = LogBook()
    let error = OAuthError(.invalidGrant, "the code is not valid", diagnosis: "clock skew 61 s")
    let response = try await answer(error, logger: book.logger)
    #expect(!response.text.contains("skew"))
    #expect(book.text.contains("clock skew 61 s"))
  }

  @Test func `a page error speaks the person's language`() async throws {
    let error = PageError(status: 403, chinese: "请<重新>开始。", english: "Please start <again>.")
    let chinese = try await answer(error, audience: .person)
    #expect(chinese.status == .forbidden)
    #expect(chinese.text.contains("请&lt;重新&gt;开始。"))
    #expect(chinese.headers[.contentLanguage] == "zh-CN")
    let english = try await answer(error, audience: .person, headers: [.acceptLanguage: "en-GB"])
    #expect(english.text.contains("Please start &lt;again&gt;."))
    #expect(english.headers[.contentLanguage] == "en")
  }

  @Test func `an error for a program never shows a person its developer's text`() async throws {
    let response = try await answer(OAuthError(.invalidRequest, "code_challenge is missing"), audience: .person)
    #expect(response.status == .badRequest)
    #expect(response.headers[.contentType] == "text/html; charset=utf-8")
    #expect(!response.text.contains("code_challenge"))
  }

  @Test func `a refusal of parameters is an invalid request`() async throws {
    let errors: [any Error] = [DuplicateParameter(name: "a"), ParameterRejection.malformed]
    for error in errors {
      let response = try await answer(error)
      #expect(response.status == .badRequest)
      #expect(response.json["error"] == "invalid_request")
    }
  }

  @Test func `every answer has an id of its own`() async throws {
    let endpoint = Endpoint.get("/x") { _, _ in .noContent() }
    try await server([endpoint]).test(.router) { client in
      var ids: Set<String> = []
      for _ in 0..<20 {
        let response = try await client.execute(uri: "/x", method: .get, headers: [.requestID: "mine"])
        ids.insert(response.requestID)
      }
      #expect(ids.count == 20)
      #expect(!ids.contains("mine"))
    }
  }
}
