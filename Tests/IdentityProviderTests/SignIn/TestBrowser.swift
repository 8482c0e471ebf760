import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import NIOCore
import OAuth
import Synchronization
import Testing

/// A browser: it keeps cookies, and follows nothing by itself.
final class TestBrowser: Sendable {
  let house: LoginHouse
  private let jar = Mutex<[String: String]>([:])

  init(_ house: LoginHouse) { self.house = house }

  func get(_ path: String, _ headers: HTTPFields = [:]) async throws -> TestResponse {
    try await send(.get, path, nil, headers)
  }

  func post(_ path: String, _ form: [(String, String)] = [], _ headers: HTTPFields = [:]) async throws -> TestResponse {
    var headers = headers
    headers[.contentType] = "application/x-www-form-urlencoded"
    return try await send(.post, path, Percent.formEncode(form), headers)
  }

  /// Forgets what was set until the browser closes, and all else too.
  func forget() { jar.withLock { $0 = [:] } }

  func cookie(_ name: String) -> String? { jar.withLock { $0[name] } }

  var cookieNames: [String] { jar.withLock { $0.keys.sorted() } }

  private func send(
    _ method: HTTPRequest.Method, _ path: String, _ body: String?, _ headers: HTTPFields
  ) async throws -> TestResponse {
    var headers = headers
    if headers[.accept] == nil { headers[.accept] = "text/html" }
    let cookies = jar.withLock { $0.map { "\($0.key)=\($0.value)" }.joined(separator: "; ") }
    if !cookies.isEmpty { headers[.cookie] = cookies }
    let local = path.hasPrefix(house.issuer.value) ? String(path.dropFirst(house.issuer.value.count)) : path
    let response = try await house.http.execute(
      uri: local, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
    for field in response.headers[values: .setCookie] {
      let pair = field.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      jar.withLock { $0[String(pair[0])] = field.contains("Max-Age=0") ? nil : String(pair[1]) }
    }
    return response
  }
}

extension TestBrowser {
  static let verifier = CodeVerifier("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")

  /// The parameters of a plain request.
  static func parameters(_ changes: [String: String?] = [:], client: String = "portal") -> [(String, String)] {
    var all: [(String, String?)] = [
      ("response_type", "code"), ("client_id", client), ("redirect_uri", "https://\(client).example/cb"),
      ("scope", "openid licence"), ("state", "st-1"), ("nonce", "n-1"),
      ("code_challenge", verifier?.challenge().value), ("code_challenge_method", "S256"),
    ]
    for (name, value) in changes.sorted(by: { $0.key < $1.key }) {
      all.removeAll { $0.0 == name }
      all.append((name, value))
    }
    return all.compactMap { pair in pair.1.map { (pair.0, $0) } }
  }

  func authorize(_ changes: [String: String?] = [:], client: String = "portal") async throws -> TestResponse {
    try await get(Percent.appendQuery(to: "/authorize", Self.parameters(changes, client: client)))
  }

  /// Brings `/authorize` what is left when all else was pushed or signed.
  func bring(_ parameters: [(String, String)], client: String = TestSigner.id) async throws -> TestResponse {
    try await get(Percent.appendQuery(to: "/authorize", [("client_id", client)] + parameters))
  }

  /// The path of the page that an answer sends to.
  func page(_ answer: TestResponse) throws -> String {
    guard answer.status == .seeOther, answer.location.contains("/sign-in/") else { throw Unexpected(answer) }
    return String(answer.location.dropFirst(house.issuer.value.count))
  }

  /// Opens an order and returns the path of its page.
  func openOrder(_ changes: [String: String?] = [:], client: String = "portal") async throws -> String {
    let response = try await authorize(changes, client: client)
    let location = response.location
    guard response.status == .seeOther, location.contains("/sign-in/") else { throw Unexpected(response) }
    return String(location.dropFirst(house.issuer.value.count))
  }

  /// The state of an order, as its script reads it.
  func state(of page: String) async throws -> String { try await get(page + "/state").json.text("state") }
}

/// An answer that a test did not expect on its way.
struct Unexpected: Error {
  let status: HTTPResponse.Status
  let text: String

  init(_ response: TestResponse) {
    status = response.status
    text = response.location + response.text.prefix(300)
  }
}

extension TestResponse {
  var location: String { headers[.location] ?? "" }

  /// A parameter of the address that is redirected to.
  func answered(_ name: String) -> String? {
    guard let mark = location.firstIndex(of: "?") else { return nil }
    do {
      return try ParameterList(formEncoded: Array(location[location.index(after: mark)...].utf8)).single(name)
    } catch {
      Issue.record("\(location): \(error)")
      return nil
    }
  }
}
