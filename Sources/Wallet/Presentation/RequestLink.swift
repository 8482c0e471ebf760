// The Presentation room answers verifiers (OpenID4VP 1.0, HAIP 1.0): from a scanned text to a signed request, from that to
// what a person is shown, from consent to an encrypted answer, and to the receipt. A request is `UnverifiedRequest` until
// every rule held and then `VerifiedRequest`; only the latter can be shown, answered or refused.

import JOSE
package import OAuth

/// What the wallet was given to begin with.
package enum RequestInput: Sendable {
  /// The text of a QR code or a link.
  case text(String)
  /// Digits from a page, and the address of the server whose page it is.
  case typedCode(String, at: Issuer)

  /// A code typed by a person and a server's address; nil when that is none.
  package init?(typedCode digits: String, at address: String) {
    guard let server = Issuer(address) else { return nil }
    self = .typedCode(digits, at: server)
  }
}

/// Where a signed request is (OpenID4VP 1.0 §5.10).
struct RequestLink: Sendable, Hashable {
  let clientID: String
  let address: WebAddress
  /// `request_uri_method`
  let isPosted: Bool

  private static let schemes = ["openid4vp://", "haip-vp://", "eudi-openid4vp://"]

  /// What a scanned text says.
  enum Reading: Sendable, Hashable {
    case link(RequestLink)
    /// A page that gives the link to whoever asks for JSON.
    case landing(WebAddress)
  }

  static func read(_ text: String) throws(RequestRejection) -> Reading {
    let text = text.trimmed
    guard text.utf8.count <= 8192 else { throw .notALink }
    let lowered = text.lowercased()
    if lowered.hasPrefix("https://") || lowered.hasPrefix("http://") {
      guard let address = WebAddress(text) else { throw .insecureAddress }
      // A web wallet's link carries the parameters itself; anything else is a page to be asked.
      guard let query = address.query, query.contains("request_uri") else { return .landing(address) }
      return .link(try RequestLink(query))
    }
    guard schemes.contains(where: lowered.hasPrefix), let mark = text.firstIndex(of: "?"),
      let query = try? ParameterList(formEncoded: Array(text[text.index(after: mark)...].utf8))
    else { throw .notALink }
    return .link(try RequestLink(query))
  }

  private init(_ query: ParameterList) throws(RequestRejection) {
    let clientID: String?
    let address: String?
    let method: String?
    do {
      clientID = try query.single("client_id")
      address = try query.single("request_uri")
      method = try query.single("request_uri_method")
    } catch {
      throw .notALink
    }
    try self.init(clientID: clientID, address: address, method: method)
  }

  /// What a landing page answers. The request must be where the page is: a page may not send the wallet elsewhere.
  init(json: JSONObject, from landing: WebAddress) throws(RequestRejection) {
    try self.init(
      clientID: json["client_id"]?.string, address: json["request_uri"]?.string,
      method: json["request_uri_method"]?.string)
    guard address.isSameOrigin(as: landing) else { throw .foreignAddress }
  }

  private init(clientID: String?, address: String?, method: String?) throws(RequestRejection) {
    guard let clientID, let address else { throw .notALink }
    guard let address = WebAddress(address) else { throw .insecureAddress }
    switch method {
    case nil, "get": isPosted = false
    case "post": isPosted = true
    default: throw .unsupportedMethod
    }
    self.clientID = clientID
    self.address = address
  }
}
