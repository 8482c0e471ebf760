import COpenSSL

/// The two numbers of an SM2 signature. That they are in range is asked by who verifies.
package struct SM2Signature: Sendable, Hashable {
  /// `r` and `s` side by side, each in 32 octets: as JWS has the signatures of elliptic curves (RFC 7515 §A.3).
  package let raw: [UInt8]

  /// Nil for anything but 64 octets.
  package init?(raw: [UInt8]) {
    guard raw.count == 64 else { return nil }
    self.raw = raw
  }

  /// Reads `SEQUENCE { r INTEGER, s INTEGER }` (GB/T 35276). Nil for anything but DER, and for numbers below zero or above
  /// 256 bits.
  package init?(der: [UInt8]) {
    guard let raw = takeBytes(copenssl_sm2_raw_signature(der, der.count)) else { return nil }
    self.raw = raw
  }

  /// The same as DER, for interfaces that say so.
  package func der() throws(LibCryptoError) -> [UInt8] {
    guard let der = takeBytes(copenssl_sm2_der_signature(raw, raw.count)) else { throw .last("write an SM2 signature") }
    return der
  }
}
