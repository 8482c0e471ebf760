import Crypto
import Foundation
package import JOSE
import LibCrypto

/// A secret sealed under a passphrase: scrypt (RFC 7914), then AES-256-GCM over it with the envelope's own words as
/// associated data. For the private key on an operator's machine.
package enum PassphraseSeal {
  /// Why an envelope did not open.
  package enum Refusal: Error, Sendable, Hashable, CaseIterable {
    /// Not an envelope of ours.
    case malformed
    /// Another passphrase, or the envelope was changed.
    case wrongPassphrase
    /// Too short to withstand guessing by who has the file.
    case tooWeak
  }

  /// Characters that a passphrase needs at least.
  package static let shortestPassphrase = 12
  private static let format = "tongzhao-operator-key"
  private static let costliest: Int64 = 1 << 20

  /// - Parameter cost: scrypt's N, with r = 8: memory of 1 KiB times N.
  package static func seal(_ secret: [UInt8], under passphrase: String, cost: Int64 = 1 << 16) throws -> JSONObject {
    guard passphrase.count >= shortestPassphrase, Set(passphrase).count >= 5 else { throw Refusal.tooWeak }
    let salt = Random.bytes(16)
    var envelope: JSONObject = [
      "format": .string(format), "version": 1, "kdf": "scrypt", "n": .integer(cost),
      "salt": .string(Base64URL.encode(salt)), "cipher": "A256GCM",
    ]
    let box = try AES.GCM.seal(
      secret, using: try key(passphrase, salt: salt, cost: cost), authenticating: envelope.serialized())
    envelope["sealed"] = .string(Base64URL.encode(Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)))
    return envelope
  }

  package static func open(_ envelope: JSONObject, with passphrase: String) throws -> [UInt8] {
    guard envelope["format"]?.string == format, envelope["version"]?.integer == 1,
      let cost = envelope["n"]?.integer, cost > 1, cost <= costliest,
      let salt = envelope["salt"]?.string.flatMap({ Base64URL.decode($0) }),
      let sealed = envelope["sealed"]?.string.flatMap({ Base64URL.decode($0) })
    else { throw Refusal.malformed }
    var outside = envelope
    outside["sealed"] = nil
    let key = try key(passphrase, salt: salt, cost: cost)
    do {
      let box = try AES.GCM.SealedBox(combined: Data(sealed))
      return Array(try AES.GCM.open(box, using: key, authenticating: outside.serialized()))
    } catch {
      throw Refusal.wrongPassphrase
    }
  }

  private static func key(_ passphrase: String, salt: [UInt8], cost: Int64) throws -> SymmetricKey {
    SymmetricKey(
      data: try KeyDerivation.scrypt(
        Array(passphrase.precomposedStringWithCompatibilityMapping.utf8), salt: salt, cost: UInt64(cost)))
  }
}
