package import FuzzHarness
import HTTPTypes
import Hummingbird
import IdentityProvider
import JOSE
import KeyCustody
import NIOCore
import OAuth
import OAuthHTTP

extension FuzzTarget {
  /// What needs a server's rooms to be read.
  package static let rooms: [FuzzTarget] = [headers, addresses, identifiers, clientDocument, licenceImport]

  /// Lines, each `name: value`: a request's header.
  static let headers = FuzzTarget.text("headers", maximumLength: 16384) { text in
    var fields = HTTPFields()
    for line in text.split(separator: "\n").prefix(100) {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard let name = parts.first.flatMap({ HTTPField.Name(String($0)) }) else { continue }
      fields.append(HTTPField(name: name, value: String(parts.dropFirst().first ?? "").trimmingPrefix(" ").description))
    }
    let request = Request(
      head: HTTPRequest(method: .get, scheme: "http", authority: "a.example", path: "/?lang=x", headerFields: fields),
      body: RequestBody(buffer: ByteBuffer()))
    let authorization = try? AuthorizationHeader(of: request)
    if case .bearer(let token)? = authorization {
      try hold(!token.isEmpty && !token.contains { $0 == " " || $0 == "," }, "a bearer token is one word")
    }
    if let issuer = Issuer("https://a.example") {
      let cookie = Cookies(of: request)[CookieName("session", for: issuer)]
      try hold(cookie?.isEmpty != true, "an empty cookie is none")
    }
    _ = (Language.of(request), request.prefersJSON, request.prefersHTML)
    _ = try? requireMediaType(["application/json"], of: request)
  }

  static let addresses = FuzzTarget.text("addresses", maximumLength: 256) { text in
    if let address = IPAddress(text) {
      try hold(IPAddress(address.description) == address, "an address that was read and written is the same")
      try hold(address.bytes.count == 4 || address.bytes.count == 16, "an address has 4 or 16 bytes")
    }
    _ = AddressRange(text)
    _ = (WebAddress(text), WebOrigin(of: text))
  }

  /// What stands in our own links: nobody makes one up.
  static let identifiers = FuzzTarget.text("identifiers", maximumLength: 512) { text in
    let now = NumericDate(1_700_000_000)
    try hold(QRFrame(text, by: secrets, at: now) == nil, "a frame is made by the server alone")
    try hold(RequestTicket(text, by: secrets, at: now) == nil, "a ticket is made by the server alone")
    if let order = OrderID(text) { try hold(order.value == text, "an order's name has one form") }
    if let attempt = AttemptID(text) { try hold(attempt.value == text, "an attempt's name has one form") }
    if let code = TypedCode(typed: text) {
      try hold(
        code.digits.utf8.count == 8 && code.digits.utf8.allSatisfy { (0x30...0x39).contains($0) }, "eight digits")
      try hold(TypedCode(typed: code.spaced) == code, "a code as it is shown is the code")
    }
    if let number = ConfirmationNumber(typed: text) {
      try hold(
        number.digits.utf8.count == 6 && number.digits.utf8.allSatisfy { (0x30...0x39).contains($0) }, "six digits")
    }
  }

  static let clientDocument = FuzzTarget("client-document", maximumLength: 16384) { bytes in
    guard let json = try? JSON(parsing: bytes), let client = try? Client(document: json) else { return }
    try hold(!client.redirectURIs.contains { $0.value.contains("#") }, "no redirect has a fragment")
    try hold(
      !client.redirectURIs.contains { $0.value.lowercased().hasPrefix("javascript:") }, "no redirect is a script")
  }

  private static let secrets = ServerSecrets.ephemeral()
}
