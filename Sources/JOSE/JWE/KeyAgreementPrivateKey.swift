import Crypto

/// A private P-256 key that opens what was encrypted to it. A type of its own: no signing key can be taken for one.
package struct KeyAgreementPrivateKey: Sendable {
  let privateKey: P256.KeyAgreement.PrivateKey

  /// A new key.
  package init() { privateKey = P256.KeyAgreement.PrivateKey() }

  /// The 32 bytes of a key made before.
  package init(rawRepresentation: [UInt8]) throws(JWKRejection) {
    do {
      privateKey = try P256.KeyAgreement.PrivateKey(rawRepresentation: rawRepresentation)
    } catch {
      throw .invalidKey
    }
  }

  /// The 32 bytes, for sealed storage only.
  package var rawRepresentation: [UInt8] { Array(privateKey.rawRepresentation) }

  /// The public half, without an id.
  package var publicKey: KeyAgreementKey { KeyAgreementKey(publicKey: privateKey.publicKey, keyID: nil) }

  /// The public half as others get it.
  package func publicJWK(keyID: String) -> JSON {
    var members = KeyAgreementKey.members(of: privateKey.publicKey)
    members["kid"] = .string(keyID)
    members["use"] = "enc"
    members["alg"] = "ECDH-ES"
    return .object(members)
  }
}

extension KeyAgreementPrivateKey: CustomStringConvertible, CustomReflectable {
  /// Nothing of the key, should one ever reach a log.
  package var description: String { "KeyAgreementPrivateKey(<redacted>)" }

  /// Empty, so that dumps show nothing.
  package var customMirror: Mirror { Mirror(self, children: []) }
}
