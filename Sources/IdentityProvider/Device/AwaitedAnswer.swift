package import ELicence
package import JOSE
package import OAuth

/// An answer that is not sent by the browser at hand but fetched by a device elsewhere.
package struct AwaitedAnswer: Sendable, Hashable {
  /// What the device fetches it by.
  package let code: SecretDigest<DeviceCodeSecret>
  /// When nobody waits for it any more.
  package let expires: NumericDate
  /// How long a grant from it lives at most, in seconds; nil where the operator allowed `offline_access`.
  package let longestGrant: Int?
  /// What the person is told of the device.
  package let device: AskingDevice

  /// What a device waits for.
  package init(_ authorization: DeviceAuthorization, longestGrant: Int?) {
    code = authorization.code
    expires = authorization.expiresAt
    self.longestGrant = longestGrant
    device = authorization.device
  }

  /// When a grant that is made now ends: later than usual where it would be gone before it is fetched, and no later than
  /// a device may have it.
  func grantExpiry(_ usual: NumericDate, at now: NumericDate) -> NumericDate {
    let fetched = max(usual, expires + TokenLifetimes.longestAccessToken)
    return longestGrant.map { min(fetched, now + $0) } ?? fetched
  }
}

extension AwaitedAnswer {
  /// What storage keeps with the order.
  package var json: JSON {
    var object: JSONObject = [
      "code": .string(Base64URL.encode(code.bytes)), "expires": .date(expires), "device": device.json,
    ]
    object["longest_grant"] = longestGrant.map { .integer(Int64($0)) }
    return .object(object)
  }

  /// What storage gives back.
  package init?(stored json: JSON) {
    guard let code = json["code"]?.string.flatMap({ Base64URL.decode($0) }), let expires = json["expires"]?.date,
      let device = json["device"].flatMap({ AskingDevice(json: $0) })
    else { return nil }
    self.code = SecretDigest(bytes: code)
    self.expires = expires
    longestGrant = json["longest_grant"]?.integer.map { Int($0) }
    self.device = device
  }
}
