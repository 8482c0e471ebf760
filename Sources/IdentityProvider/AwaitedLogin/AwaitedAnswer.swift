package import ELicence
package import JOSE
package import OAuth

/// An answer that is not sent by the browser at hand but fetched from elsewhere: by a device, or by a client on behalf of
/// the clerk who asked.
package struct AwaitedAnswer: Sendable, Hashable {
  /// What it is fetched by.
  package enum Key: Sendable, Hashable {
    /// A device's code (RFC 8628 §3.4).
    case device(SecretDigest<DeviceCodeSecret>)
    /// A client's `auth_req_id` (CIBA §7.3).
    case backchannel(SecretDigest<AuthenticationRequestSecret>)
  }

  /// What it is fetched by.
  package let key: Key
  /// When nobody waits for it any more.
  package let expires: NumericDate
  /// How long a grant from it lives at most, in seconds; nil for as long as any other.
  package let longestGrant: Int?
  /// What the person is told of where it is waited for.
  package let device: AskingDevice

  /// Gathers it.
  package init(_ key: Key, expires: NumericDate, longestGrant: Int?, device: AskingDevice) {
    self.key = key
    self.expires = expires
    self.longestGrant = longestGrant
    self.device = device
  }

  /// When a grant that is made now ends: later than usual where it would be gone before it is fetched, and no later than
  /// whoever waits may have it.
  func grantExpiry(_ usual: NumericDate, at now: NumericDate) -> NumericDate {
    let fetched = max(usual, expires + TokenLifetimes.longestAccessToken)
    return longestGrant.map { min(fetched, now + $0) } ?? fetched
  }
}

extension AwaitedAnswer.Key {
  /// Who fetches by it.
  package var login: AwaitedLogin {
    switch self {
    case .device: .device
    case .backchannel: .backchannel
    }
  }

  /// The digest itself.
  package var bytes: [UInt8] {
    switch self {
    case .device(let code): code.bytes
    case .backchannel(let request): request.bytes
    }
  }

  /// The digest under which the approved grant is kept and fetched. It is the digest of nothing that anybody could show
  /// as an authorization code.
  package var grantCode: SecretDigest<AuthorizationCodeSecret> {
    let label =
      switch login {
      case .device: "device code "
      case .backchannel: "auth_req_id "
      }
    return SecretDigest(bytes: Digests.sha256(Array(label.utf8) + bytes))
  }
}

extension AwaitedAnswer {
  /// What storage keeps with the order.
  package var json: JSON {
    var object: JSONObject = ["expires": .date(expires), "device": device.json]
    switch key.login {
    case .device: object["code"] = .string(Base64URL.encode(key.bytes))
    case .backchannel: object["auth_req_id"] = .string(Base64URL.encode(key.bytes))
    }
    object["longest_grant"] = longestGrant.map { .integer(Int64($0)) }
    return .object(object)
  }

  /// What storage gives back.
  package init?(stored json: JSON) {
    func digest(_ member: String) -> [UInt8]? { json[member]?.string.flatMap { Base64URL.decode($0) } }
    guard let expires = json["expires"]?.date, let device = json["device"].flatMap({ AskingDevice(json: $0) }) else {
      return nil
    }
    if let code = digest("code") {
      key = .device(SecretDigest(bytes: code))
    } else if let request = digest("auth_req_id") {
      key = .backchannel(SecretDigest(bytes: request))
    } else {
      return nil
    }
    self.expires = expires
    longestGrant = json["longest_grant"]?.integer.map { Int($0) }
    self.device = device
  }
}
