// The Issuance room receives licences (OpenID4VCI 1.0, pre-authorized code): reads an offer, redeems it, proves a key,
// checks what comes, and obtains it anew later. It writes into the wallet and never presents.

import JOSE
import OAuth

/// An offer to the wallet (OpenID4VCI 1.0 §4.1.1).
package struct CredentialOffer: Sendable, Hashable {
  /// The credential issuer's identifier.
  let issuer: Issuer
  package let configurationIDs: [String]
  let preAuthorizedCode: String
  /// What the transaction code looks like; nil when none is asked for.
  package let transactionCode: TransactionCodeForm?
  /// Which authorization server redeems it, where the issuer has several.
  let authorizationServer: String?

  /// The issuer, as people see it.
  package var issuerAddress: String { issuer.value }

  /// What a wallet can know of a transaction code before asking for it (§4.1.1).
  package struct TransactionCodeForm: Sendable, Hashable {
    package let isNumeric: Bool
    package let length: Int?
    package let explanation: String?
  }

  init(json: JSONObject) throws(IssuanceRejection) {
    guard let issuerText = json["credential_issuer"]?.string,
      let configurations = json["credential_configuration_ids"]?.array,
      !configurations.isEmpty
    else { throw .malformedOffer }
    let ids = configurations.compactMap(\.string)
    guard ids.count == configurations.count else { throw .malformedOffer }
    guard let issuer = Issuer(issuerText) else { throw .insecureAddress }
    guard let grant = json["grants"]?[GrantType.preAuthorizedCode.rawValue] else { throw .unsupportedOffer }
    guard let code = grant["pre-authorized_code"]?.string, !code.isEmpty else { throw .malformedOffer }
    self.issuer = issuer
    configurationIDs = ids
    preAuthorizedCode = code
    authorizationServer = grant["authorization_server"]?.string
    guard let form = grant["tx_code"] else {
      transactionCode = nil
      return
    }
    guard form.object != nil else { throw .malformedOffer }
    transactionCode = TransactionCodeForm(
      isNumeric: form["input_mode"]?.string != "text", length: form["length"]?.integer.flatMap { Int(exactly: $0) },
      explanation: form["description"]?.string.map { String($0.prefix(300)) })
  }
}

/// What was scanned or pasted as an offer: the offer itself, or where it is.
enum OfferText: Sendable, Hashable {
  case offer(JSONObject)
  case address(WebAddress)

  private static let schemes = ["openid-credential-offer://", "haip-vci://"]

  /// Reads a link of a known scheme, an https link with the same parameters, a plain https link, or the JSON itself.
  init(_ text: String) throws(IssuanceRejection) {
    let text = text.trimmed
    guard text.utf8.count <= 16_384 else { throw .malformedOffer }
    if text.hasPrefix("{") {
      self = .offer(try Self.object(text))
      return
    }
    let lowered = text.lowercased()
    guard let mark = text.firstIndex(of: "?") else {
      guard lowered.hasPrefix("http") else { throw .notAnOffer }
      self = .address(try Self.address(text))
      return
    }
    let isWebLink = lowered.hasPrefix("https://") || lowered.hasPrefix("http://")
    guard isWebLink || Self.schemes.contains(where: lowered.hasPrefix) else { throw .notAnOffer }
    let parameters: ParameterList
    let offer: String?
    let address: String?
    do {
      parameters = try ParameterList(formEncoded: Array(text[text.index(after: mark)...].utf8))
      offer = try parameters.single("credential_offer")
      address = try parameters.single("credential_offer_uri")
    } catch {
      throw .malformedOffer
    }
    switch (offer, address) {
    case (let offer?, nil): self = .offer(try Self.object(offer))
    case (nil, let address?): self = .address(try Self.address(address))
    case (nil, nil):
      guard isWebLink else { throw .malformedOffer }
      self = .address(try Self.address(text))
    // §4.1: exactly one of the two.
    case (.some, .some): throw .malformedOffer
    }
  }

  private static func object(_ text: String) throws(IssuanceRejection) -> JSONObject {
    guard case .object(let object)? = try? JSON(parsing: Array(text.utf8), maximumDepth: 8) else {
      throw .malformedOffer
    }
    return object
  }

  private static func address(_ text: String) throws(IssuanceRejection) -> WebAddress {
    guard let address = WebAddress(text) else { throw .insecureAddress }
    return address
  }
}

extension String {
  /// Without white space around it, as pasted text has it.
  var trimmed: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
