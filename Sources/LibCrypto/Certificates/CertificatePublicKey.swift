import COpenSSL

/// The key a certificate speaks for.
package enum CertificatePublicKey: Sendable, Hashable {
  /// A point of P-256 in X9.63 form, uncompressed.
  case p256(x963: [UInt8])
  /// Both numbers big-endian. Of any size: `RSAPublicKey` says which are accepted.
  case rsa(modulus: [UInt8], exponent: [UInt8])
  /// The 32 octets of RFC 8032.
  case ed25519([UInt8])
  /// A point of the SM2 curve in X9.63 form, uncompressed.
  case sm2(x963: [UInt8])
  /// Another key: the OID of its curve, or of its algorithm where no curve is named.
  case unsupported(oid: String)

  init(of certificate: CertificateHandle) {
    let named = CertificatePublicKey.unsupported(
      oid: takeText(copenssl_certificate_key_oid(certificate.pointer)) ?? "unknown")
    guard let pointer = copenssl_certificate_key(certificate.pointer) else {
      _ = LibCryptoError.last("read a certificate's key")  // empties libcrypto's notes: an unknown key is an answer
      self = named
      return
    }
    defer { copenssl_key_free(pointer) }
    switch Int(copenssl_key_kind(pointer)) {
    case COPENSSL_KEY_P256:
      self = takeBytes(copenssl_key_p256_point(pointer)).map { .p256(x963: $0) } ?? named
    case COPENSSL_KEY_ED25519:
      self = takeBytes(copenssl_key_ed25519_point(pointer)).map { .ed25519($0) } ?? named
    case COPENSSL_KEY_SM2:
      self = takeBytes(copenssl_key_sm2_point(pointer)).map { .sm2(x963: $0) } ?? named
    case COPENSSL_KEY_RSA:
      if let modulus = takeBytes(copenssl_key_rsa_modulus(pointer)),
        let exponent = takeBytes(copenssl_key_rsa_exponent(pointer))
      {
        self = .rsa(modulus: modulus, exponent: exponent)
      } else {
        self = named
      }
    default: self = named
    }
  }
}
