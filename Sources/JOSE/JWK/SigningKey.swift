package import Crypto
package import LibCrypto

// The JWK folder holds keys and their texts: RFC 7517 (JWK, JWK Set), RFC 7638 (thumbprints), PKCS#8 and SPKI.
// A key is one closed enum and says which algorithm it signs with; JWS asks the key and never the header.
// Key agreement has its own keys in the JWE folder, so that no key ever serves both.

/// A private key that signs, with exactly one algorithm.
package enum SigningKey: Sendable {
  case es256(P256.Signing.PrivateKey)
  case edDSA(Curve25519.Signing.PrivateKey)
  case rs256(RSAPrivateKey)
  case ps256(RSAPrivateKey)
  case sm2(SM2SigningKey)
  /// Kept elsewhere; it signs there, which may take long.
  case held(HeldSigningKey)
}

extension SigningKey {
  /// A new key.
  package static func generate(_ algorithm: SignatureAlgorithm) throws -> SigningKey {
    switch algorithm {
    case .es256: .es256(P256.Signing.PrivateKey())
    case .edDSA: .edDSA(Curve25519.Signing.PrivateKey())
    case .rs256: .rs256(try RSAPrivateKey.generate())
    case .ps256: .ps256(try RSAPrivateKey.generate())
    case .sm2: .sm2(try SM2SigningKey.generate())
    }
  }

  /// The algorithm this key signs with.
  package var algorithm: SignatureAlgorithm {
    switch self {
    case .es256: .es256
    case .edDSA: .edDSA
    case .rs256: .rs256
    case .ps256: .ps256
    case .sm2: .sm2
    case .held(let key): key.algorithm
    }
  }

  /// The public half.
  package var verificationKey: VerificationKey {
    switch self {
    case .es256(let key): .es256(key.publicKey)
    case .edDSA(let key): .edDSA(key.publicKey)
    case .rs256(let key): .rs256(key.publicKey)
    case .ps256(let key): .ps256(key.publicKey)
    case .sm2(let key): .sm2(key.verificationKey)
    case .held(let key): key.verificationKey
    }
  }

  /// The signature in the form JWS wants it: for ES256 and SM2 the two numbers side by side (RFC 7518 §3.4), not DER.
  package func signature(for message: [UInt8]) throws -> [UInt8] {
    switch self {
    case .es256(let key): Array(try key.signature(for: message).rawRepresentation)
    case .edDSA(let key): Array(try key.signature(for: message))
    case .rs256(let key): try key.signature(pkcs1v15SHA256: message)
    case .ps256(let key): try key.signature(pssSHA256: message)
    case .sm2(let key): try key.signature(for: message)
    case .held(let key): try key.signature(for: message)
    }
  }
}

extension SigningKey {
  /// PKCS#8 in DER (RFC 5958), for sealed storage only. Empty for a key that is kept elsewhere.
  package var privateRepresentation: [UInt8] {
    switch self {
    case .es256(let key): Array(key.derRepresentation)
    case .edDSA(let key): Self.ed25519Prefix + Array(key.rawRepresentation)
    case .rs256(let key), .ps256(let key): key.pkcs8DER
    case .sm2(let key): key.pkcs8DER
    case .held: []
    }
  }

  /// Reads PKCS#8 in DER of a key for this algorithm.
  package init(algorithm: SignatureAlgorithm, privateRepresentation: [UInt8]) throws {
    switch algorithm {
    case .es256:
      // swift-crypto does not ask which curve the key names, and takes one of SM2 for its own. What we wrote ourselves says
      // it at once; to have libcrypto read the whole key takes a millisecond.
      guard
        try privateRepresentation.dropFirst(3).starts(with: Self.p256Algorithm)
          || KeyFile(privateRepresentation, passphrase: nil).kind == .p256
      else { throw JWKRejection.unsupportedCurve }
      self = .es256(try P256.Signing.PrivateKey(derRepresentation: privateRepresentation))
    case .edDSA:
      guard privateRepresentation.count == 48, privateRepresentation.starts(with: Self.ed25519Prefix) else {
        throw JWKRejection.malformed
      }
      self = .edDSA(try Curve25519.Signing.PrivateKey(rawRepresentation: privateRepresentation.suffix(32)))
    case .rs256: self = .rs256(try RSAPrivateKey(pkcs8DER: privateRepresentation))
    case .ps256: self = .ps256(try RSAPrivateKey(pkcs8DER: privateRepresentation))
    case .sm2: self = .sm2(try SM2SigningKey(SM2PrivateKey(pkcs8DER: privateRepresentation)))
    }
  }

  // RFC 5958 §2, RFC 5480 §2.1.1: version 0, id-ecPublicKey with prime256v1. Three octets before it say how long all is.
  private static let p256Algorithm: [UInt8] = [
    0x02, 0x01, 0x00, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A, 0x86, 0x48,
    0xCE, 0x3D, 0x03, 0x01, 0x07,
  ]

  // RFC 8410 §7: version 0, id-Ed25519, and an octet string of 32 bytes within an octet string. Nothing varies.
  private static let ed25519Prefix: [UInt8] = [
    0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
  ]
}

extension SigningKey: CustomStringConvertible, CustomReflectable {
  /// Says the algorithm and nothing of the key, should one ever reach a log.
  package var description: String { "SigningKey(\(algorithm.rawValue), <redacted>)" }

  /// Empty, so that dumps show nothing.
  package var customMirror: Mirror { Mirror(self, children: []) }
}
