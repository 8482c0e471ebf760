// What the holder is shown before signing: who asks, why, and from where. It travels in the signed request object and,
// to wallets that announce it, as transaction data; the wallet shows it, the key binding covers it.

package import JOSE

/// The circumstances of one login.
package struct LoginContext: Sendable, Hashable {
  /// The type of our transaction data (OpenID4VP 1.0 §8.4): a login and nothing else. Signing a document has another.
  package static let transactionType = "urn:tongzhao:transaction:login:1"

  /// Who asks, in Chinese.
  package let clientName: String
  /// Who asks, in English.
  package let clientNameEnglish: String?
  /// The host of who asks.
  package let clientOrigin: String
  /// Why, in Chinese.
  package let purpose: String?
  /// Why, in English.
  package let purposeEnglish: String?
  /// Roughly where the browser is.
  package let place: String?
  package let browser: String?
  package let operatingSystem: String?
  /// A device elsewhere that gets what is approved; nil where the browser itself does.
  package let device: AskingDevice?
  /// What for, in detail.
  package let matters: [LicenceMatter]
  /// When the login began.
  package let requestedAt: NumericDate

  package init(
    clientName: String, clientNameEnglish: String? = nil, clientOrigin: String, purpose: String? = nil,
    purposeEnglish: String? = nil, place: String? = nil, browser: String? = nil, operatingSystem: String? = nil,
    device: AskingDevice? = nil, matters: [LicenceMatter] = [], requestedAt: NumericDate
  ) {
    self.clientName = clientName
    self.clientNameEnglish = clientNameEnglish
    self.clientOrigin = clientOrigin
    self.purpose = purpose
    self.purposeEnglish = purposeEnglish
    self.place = place
    self.browser = browser
    self.operatingSystem = operatingSystem
    self.device = device
    self.matters = matters
    self.requestedAt = requestedAt
  }

  /// Reads the member `context`.
  package init?(json: JSON) {
    guard let object = json.object, let clientName = object["client_name"]?.string,
      let clientOrigin = object["client_origin"]?.string, let requestedAt = object["requested_at"]?.date
    else { return nil }
    for name in ["client_name#en", "purpose", "purpose#en", "place", "browser", "os"] {
      if let value = object[name], value.string == nil { return nil }
    }
    let device = object["device"].map { AskingDevice(json: $0) }
    if case .some(nil) = device { return nil }
    let matters = object["authorization_details"]?.array?.map { LicenceMatter(json: $0) } ?? []
    guard !matters.contains(nil) else { return nil }
    self.init(
      clientName: clientName, clientNameEnglish: object["client_name#en"]?.string, clientOrigin: clientOrigin,
      purpose: object["purpose"]?.string, purposeEnglish: object["purpose#en"]?.string, place: object["place"]?.string,
      browser: object["browser"]?.string, operatingSystem: object["os"]?.string, device: device ?? nil,
      matters: matters.compactMap(\.self), requestedAt: requestedAt)
  }

  /// The member `context` of the request object. Languages as in RFC 7591 §2.2.
  package var json: JSON {
    var object: JSONObject = ["client_name": .string(clientName)]
    object["client_name#en"] = clientNameEnglish.map(JSON.string)
    object["client_origin"] = .string(clientOrigin)
    object["purpose"] = purpose.map(JSON.string)
    object["purpose#en"] = purposeEnglish.map(JSON.string)
    object["place"] = place.map(JSON.string)
    object["browser"] = browser.map(JSON.string)
    object["os"] = operatingSystem.map(JSON.string)
    object["device"] = device?.json
    if !matters.isEmpty { object["authorization_details"] = .array(matters.map(\.json)) }
    object["requested_at"] = .integer(requestedAt.seconds)
    return .object(object)
  }

  /// One element of `transaction_data`, as sent. Keep this text: the hash is over it, not over what it decodes to.
  package func transactionData(credentialIDs: [String] = [DCQLQuery.licenceQueryID]) -> String {
    let object: JSON = [
      "type": .string(Self.transactionType), "credential_ids": .array(credentialIDs.map(JSON.string)), "context": json,
    ]
    return Base64URL.encode(object.serialized())
  }

  /// Reads one element of `transaction_data`; nothing for another type, which a wallet must refuse.
  package init?(transactionData text: String) {
    guard let bytes = Base64URL.decode(text) else { return nil }
    let object: JSON
    do { object = try JSON(parsing: bytes) } catch { return nil }
    guard object["type"]?.string == Self.transactionType, let context = object["context"] else { return nil }
    self.init(json: context)
  }
}
