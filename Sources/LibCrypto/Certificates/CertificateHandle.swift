import COpenSSL

/// Owns one parsed certificate of libcrypto.
///
/// `@unchecked Sendable`: the pointer never changes, parsing has read every extension already, and what is called on it
/// later only reads or counts references, which libcrypto does atomically.
final class CertificateHandle: @unchecked Sendable {
  let pointer: OpaquePointer

  init(der: [UInt8]) throws(LibCryptoError) {
    guard let pointer = copenssl_certificate_parse(der, der.count) else { throw .last("read a certificate") }
    self.pointer = pointer
  }

  deinit { copenssl_certificate_free(pointer) }
}
