package import JOSE

/// A device elsewhere for which a login is asked and to which its answer goes: one that asks itself (RFC 8628), or the
/// screen of a clerk for whom a client asks (CIBA). The person who approves sees what it shows and can compare: whoever
/// holds the device gets what is approved.
package struct AskingDevice: Sendable, Hashable {
  /// The code that the device shows, as people read it.
  package let userCode: String?
  /// The words that the clerk's screen shows (CIBA §7.1).
  package let bindingMessage: String?
  /// Roughly where the device is.
  package let place: String?

  /// A device with a code.
  package init(userCode: String, place: String?) {
    self.userCode = userCode
    bindingMessage = nil
    self.place = place
  }

  /// A clerk's screen. Where it is, nobody knows before it shows our page.
  package init(bindingMessage: String?) {
    userCode = nil
    self.bindingMessage = bindingMessage
    place = nil
  }

  /// Reads the member `device` of a context.
  package init?(json: JSON) {
    guard let object = json.object else { return nil }
    for name in ["user_code", "binding_message", "place"] {
      if let value = object[name], value.string == nil { return nil }
    }
    userCode = object["user_code"]?.string
    bindingMessage = object["binding_message"]?.string
    place = object["place"]?.string
  }

  /// What is to be compared: what the device shows.
  package var shown: String? { userCode ?? bindingMessage }

  /// The member `device` of a context.
  package var json: JSON {
    var object = JSONObject()
    object["user_code"] = userCode.map(JSON.string)
    object["binding_message"] = bindingMessage.map(JSON.string)
    object["place"] = place.map(JSON.string)
    return .object(object)
  }
}
