import ELicence
import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import KeyCustody
import OAuth
import TestSupport

/// A phone with a wallet: it scans, fetches, signs and posts, without a cookie.
struct TestPhone: Sendable {
  let house: LoginHouse
  let wallet: TestWallet
  var licence = TestLicence()

  init(_ house: LoginHouse) throws {
    self.house = house
    wallet = try TestWallet()
  }

  /// What the QR code on the page says now.
  func frame(of page: String) throws -> String {
    guard let id = OrderID(page.dropFirst("/sign-in/".count)) else { throw TestKeys.Missing.encryptionKey }
    return "/w/" + (try QRFrame(order: id, time: house.now).text(by: house.keys.secrets, at: house.now))
  }

  /// Trades a frame for the address of a request.
  func land(_ frame: String) async throws -> TestResponse {
    try await house.http.get(frame, [.accept: "application/json"])
  }

  /// Scans the page and returns the path of the request.
  func scan(_ page: String) async throws -> String {
    let answer = try await land(frame(of: page))
    guard answer.status == .ok else { throw Unexpected(answer) }
    return path(answer.json.text("request_uri"))
  }

  /// The path of the same-device request, from the page's link.
  func link(on page: String, of browser: TestBrowser) async throws -> String {
    let text = try await browser.get(page).text
    guard let start = text.firstRange(of: "request_uri=")?.upperBound else { throw TestKeys.Missing.encryptionKey }
    let value = text[start...].prefix { $0 != "&" && $0 != "\"" }
    return path(Percent.decodeText(value, plusIsSpace: true) ?? "")
  }

  /// Fetches a request and believes it only when its certificate signed it.
  func fetch(_ path: String, _ form: [(String, String)] = []) async throws -> JSONObject {
    let answer = try await house.http.post(path, form)
    guard answer.status == .ok else { throw Unexpected(answer) }
    return try read(answer)
  }

  func read(_ answer: TestResponse) throws -> JSONObject {
    let token = try UnverifiedJWS(compact: answer.text)
    guard let leaf = token.certificateChain?.first else { throw TestKeys.Missing.encryptionKey }
    return try token.verified(by: VerificationKey(certificate: leaf), type: RequestObject.type)
  }

  /// What the verifier asked, for the test wallet.
  func asked(_ request: JSONObject) -> TestRequest {
    let claims = request["dcql_query"]?["credentials"]?.array?.first?["claims"]?.array ?? []
    return TestRequest(
      audience: request["client_id"]?.string ?? "", nonce: request["nonce"]?.string ?? "",
      claims: claims.compactMap { $0["path"]?.array?.first?.string },
      transactionData: request["transaction_data"]?.array?.compactMap(\.string) ?? [])
  }

  /// Presents to a request.
  func answer(_ request: JSONObject, refusedFor rejection: LicenceRejection? = nil) async throws -> TestResponse {
    let token = try wallet.vpToken(
      answering: asked(request), under: house.authority, refusedFor: rejection, licence: licence, at: house.now)
    return try await post(["vp_token": token], to: request)
  }

  /// Posts an encrypted answer with the request's state, unless it brings its own.
  func post(_ payload: JSONObject, to request: JSONObject) async throws -> TestResponse {
    try await send(encrypted(payload, to: request), to: request)
  }

  /// An answer in the bytes in which it goes out.
  func encrypted(_ payload: JSONObject, to request: JSONObject) throws -> String {
    var payload = payload
    if payload["state"] == nil { payload["state"] = request["state"] }
    let jwk = request["client_metadata"]?["jwks"]?["keys"]?.array?.first ?? .null
    return try JWE.encrypt(
      payload.serialized(), to: KeyAgreementKey(jwk: jwk), encryption: .a256GCM, keyID: jwk["kid"]?.string)
  }

  /// A presentation in the bytes in which it goes out.
  func encryptedPresentation(to request: JSONObject) throws -> String {
    try encrypted(
      ["vp_token": wallet.vpToken(answering: asked(request), under: house.authority, licence: licence, at: house.now)],
      to: request)
  }

  func send(_ response: String, to request: JSONObject) async throws -> TestResponse {
    try await house.http.post(path(request["response_uri"]?.string ?? ""), [("response", response)])
  }

  /// Scans and approves; returns the path of the receipt.
  func approve(_ page: String) async throws -> String {
    let answer = try await answer(fetch(scan(page)))
    guard answer.status == .ok else { throw Unexpected(answer) }
    return path(answer.json.text("receipt_uri"))
  }

  /// The six digits on the phone.
  func number(_ receipt: String) async throws -> String {
    try await house.http.get(receipt, [.accept: "application/json"]).json.text("number")
  }

  func path(_ address: String) -> String { String(address.dropFirst(house.issuer.value.count)) }
}

extension TestBrowser {
  /// A whole login by QR code; returns the redirect to the client.
  func logIn(
    with phone: TestPhone, _ changes: [String: String?] = [:], client: String = "portal", prompt: String? = nil
  ) async throws -> TestResponse {
    let changes = prompt.map { changes.merging(["prompt": $0]) { $1 } } ?? changes
    return try await logIn(with: phone, on: try await openOrder(changes, client: client))
  }

  /// The rest of a login, from the page of its order.
  func logIn(with phone: TestPhone, on page: String) async throws -> TestResponse {
    let receipt = try await phone.approve(page)
    let state = try await state(of: page)
    if state == "proceed" { return try await post(page + "/continue") }
    return try await post(page + "/number", [("number", try await phone.number(receipt))])
  }
}
