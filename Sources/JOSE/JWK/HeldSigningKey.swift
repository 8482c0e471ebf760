/// A private key that is kept elsewhere, for instance in hardware: what is here can only ask it to sign.
package struct HeldSigningKey: Sendable {
  package let verificationKey: VerificationKey
  private let sign: @Sendable (_ digest: [UInt8]) throws -> [UInt8]

  /// - Parameter sign: signs a SHA-256 digest and answers the signature in the form that JWS wants.
  package init(verificationKey: VerificationKey, sign: @escaping @Sendable (_ digest: [UInt8]) throws -> [UInt8]) {
    self.verificationKey = verificationKey
    self.sign = sign
  }

  package var algorithm: SignatureAlgorithm { verificationKey.algorithm }

  /// The signature, checked: hardware can fail, and a wrong RSA signature may give the key away.
  package func signature(for message: [UInt8]) throws -> [UInt8] {
    let signature = try sign(Digests.sha256(message))
    guard verificationKey.isValid(signature: signature, for: message) else {
      throw SignerUnavailable("a wrong signature")
    }
    return signature
  }
}

/// Who should sign cannot at present; it may be asked again later. What is answered for it is 503.
package struct SignerUnavailable: Error, Sendable, Hashable, CustomStringConvertible {
  /// For the log.
  package let reason: String

  package init(_ reason: String) { self.reason = reason }

  package var description: String { "the signing key cannot be used at present: \(reason)" }
}
