package import JOSE
package import KeyCustody
package import OAuth

/// What a client is told when the answer to its request is there (CIBA §10.2): its `auth_req_id`, with the token that it
/// gave for that. Both are secrets, so they wait sealed.
package struct SealedPing: Sendable, Hashable {
  /// The name of the delivery that it will be; one request is announced once.
  package let id: DeliveryID
  /// Sealed bytes.
  package let bytes: [UInt8]

  /// As it was kept.
  package init(id: DeliveryID, bytes: [UInt8]) {
    self.id = id
    self.bytes = bytes
  }

  /// Seals it.
  package init(
    _ request: BearerSecret<AuthenticationRequestSecret>, token: String, by secrets: ServerSecrets, at now: NumericDate
  ) throws {
    let id = DeliveryID.generate()
    let content: JSON = ["auth_req_id": .string(request.revealed()), "token": .string(token)]
    self.id = id
    bytes = try secrets.seal(content.serialized(), .evidence, associatedData: Self.associated(id), at: now)
  }

  /// What was sealed; nil when the secret is gone by which it was.
  func opened(by secrets: ServerSecrets, at now: NumericDate) -> (request: String, token: String)? {
    guard let bytes = try? secrets.open(bytes, .evidence, associatedData: Self.associated(id), at: now),
      let content = try? JSON(parsing: bytes), let request = content["auth_req_id"]?.string,
      let token = content["token"]?.string
    else { return nil }
    return (request, token)
  }

  private static func associated(_ id: DeliveryID) -> [UInt8] { Array("ping \(id.value)".utf8) }
}
