import Crypto
import Foundation
import JOSE

/// The key of one backup, wrapped for one recovery key (HPKE base mode, RFC 9180 §5.1.1).
struct WrappedDataKey: Sendable, Hashable {
  static let suite = HPKE.Ciphersuite.Curve25519_SHA256_ChachaPoly
  static let purpose = "tongzhao backup data key"

  /// The recovery key's name.
  let recipient: String
  let encapsulated: [UInt8]
  let sealed: [UInt8]

  init(_ dataKey: [UInt8], for recipient: RecoveryPublicKey) throws {
    let key = try Curve25519.KeyAgreement.PublicKey(rawRepresentation: recipient.raw)
    var sender = try HPKE.Sender(recipientKey: key, ciphersuite: Self.suite, info: Data(Self.purpose.utf8))
    sealed = Array(try sender.seal(Data(dataKey)))
    encapsulated = Array(sender.encapsulatedKey)
    self.recipient = recipient.id
  }

  init?(_ json: JSON) {
    guard let recipient = json["recipient"]?.string,
      let encapsulated = json["enc"]?.string.flatMap({ Base64URL.decode($0) }),
      let sealed = json["sealed"]?.string.flatMap({ Base64URL.decode($0) })
    else { return nil }
    self.recipient = recipient
    self.encapsulated = encapsulated
    self.sealed = sealed
  }

  var json: JSON {
    [
      "recipient": .string(recipient), "enc": .string(Base64URL.encode(encapsulated)),
      "sealed": .string(Base64URL.encode(sealed)),
    ]
  }
}
