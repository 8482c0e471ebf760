package import JOSE

/// A device elsewhere that asks for a login and fetches the answer itself (RFC 8628). The person who approves sees its
/// code and can compare: whoever holds the device gets what is approved.
package struct AskingDevice: Sendable, Hashable {
  /// The code that the device shows, as people read it.
  package let userCode: String
  /// Roughly where the device is.
  package let place: String?

  package init(userCode: String, place: String?) {
    self.userCode = userCode
    self.place = place
  }

  /// Reads the member `device` of a context.
  package init?(json: JSON) {
    guard let userCode = json["user_code"]?.string else { return nil }
    if let place = json["place"], place.string == nil { return nil }
    self.init(userCode: userCode, place: json["place"]?.string)
  }

  /// The member `device` of a context.
  package var json: JSON {
    var object: JSONObject = ["user_code": .string(userCode)]
    object["place"] = place.map(JSON.string)
    return .object(object)
  }
}
