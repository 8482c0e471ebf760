package import Crypto
package import LibCrypto

/// A public key that verifies signatures, of exactly one algorithm.
package enum VerificationKey: Sendable {
  case es256(P256.Signing.PublicKey)
  case edDSA(Curve25519.Signing.PublicKey)
  case rs256(RSAPublicKey)
  case ps256(RSAPublicKey)
  case sm2(SM2VerificationKey)
}

extension VerificationKey {
  /// The one algorithm this key verifies.
  package var algorithm: SignatureAlgorithm {
    switch self {
    case .es256: .es256
    case .edDSA: .edDSA
    case .rs256: .rs256
    case .ps256: .ps256
    case .sm2: .sm2
    }
  }

  /// Whether a token of this key may call its algorithm so.
  func isNamed(_ name: String) -> Bool {
    if case .sm2(let key) = self, let alias = key.alias, alias.isExactly(name) { return true }
    return algorithm.rawValue.isExactly(name)
  }

  /// Whether this is this key's signature of the message. A signature of another length is not looked at.
  package func isValid(signature: [UInt8], for message: [UInt8]) -> Bool {
    switch self {
    case .es256(let key):
      // RFC 7518 §3.4: 64 bytes, neither shortened nor DER.
      guard signature.count == 64 else { return false }
      guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
      return key.isValidSignature(signature, for: message)
    case .edDSA(let key):
      return signature.count == 64 && key.isValidSignature(signature, for: message)
    case .rs256(let key):
      return key.isValid(pkcs1v15SHA256: signature, for: message)
    case .ps256(let key):
      return key.isValid(pssSHA256: signature, for: message)
    case .sm2(let key):
      return key.isValid(signature: signature, for: message)
    }
  }

  /// The key in a certificate.
  package init(certificate: Certificate) throws(JWKRejection) {
    switch certificate.publicKey {
    case .p256(let x963): try self.init(p256: x963)
    case .ed25519(let bytes): try self.init(ed25519: bytes)
    case .rsa(let modulus, let exponent): try self.init(modulus: modulus, exponent: exponent)
    case .sm2(let x963): try self.init(sm2: x963)
    case .unsupported: throw .unsupportedKeyType
    }
  }

  /// An uncompressed point, which must be on the curve.
  package init(p256 x963: [UInt8]) throws(JWKRejection) {
    do { self = .es256(try P256.Signing.PublicKey(x963Representation: x963)) } catch { throw .invalidKey }
  }

  /// An uncompressed point of the SM2 curve.
  package init(sm2 x963: [UInt8]) throws(JWKRejection) {
    do { self = .sm2(try SM2VerificationKey(SM2PublicKey(x963: x963))) } catch { throw .invalidKey }
  }

  init(ed25519 bytes: [UInt8]) throws(JWKRejection) {
    do { self = .edDSA(try Curve25519.Signing.PublicKey(rawRepresentation: bytes)) } catch { throw .invalidKey }
  }

  init(modulus: [UInt8], exponent: [UInt8]) throws(JWKRejection) {
    do { self = .rs256(try RSAPublicKey(modulus: modulus, exponent: exponent)) } catch { throw .invalidKey }
  }
}

extension VerificationKey: Hashable {
  package static func == (left: VerificationKey, right: VerificationKey) -> Bool {
    switch (left, right) {
    case (.es256(let left), .es256(let right)): left.rawRepresentation == right.rawRepresentation
    case (.edDSA(let left), .edDSA(let right)): left.rawRepresentation == right.rawRepresentation
    case (.rs256(let left), .rs256(let right)), (.ps256(let left), .ps256(let right)): left == right
    case (.sm2(let left), .sm2(let right)): left == right
    case (.es256, _), (.edDSA, _), (.rs256, _), (.ps256, _), (.sm2, _): false
    }
  }

  package func hash(into hasher: inout Hasher) {
    switch self {
    case .es256(let key): hasher.combine(key.rawRepresentation)
    case .edDSA(let key): hasher.combine(key.rawRepresentation)
    case .rs256(let key), .ps256(let key): hasher.combine(key)
    case .sm2(let key): hasher.combine(key)
    }
  }
}
