import COpenSSL

/// A certificate being filled in. Lives within one call, on one thread.
final class CertificateDraft {
  enum Use {
    case authority(pathLength: Int?)
    case signature
  }

  private static let operation = "issue a certificate"
  private let pointer: OpaquePointer

  init(
    commonName: String, organization: String?, key: KeyHandle, validFrom: Int64, days: Int,
    under issuer: Certificate? = nil
  ) throws(LibCryptoError) {
    guard let pointer = copenssl_draft_new() else { throw .last(CertificateDraft.operation) }
    self.pointer = pointer
    try set(validFrom: validFrom, days: days, under: issuer)
    if let organization { try add(organization, COPENSSL_NAME_ORGANIZATION) }
    try add(commonName, COPENSSL_NAME_COMMON_NAME)
    // 128 random bits: cannot be foretold and do not meet (RFC 5280 §4.1.2.2 allows 20 octets).
    var random = SystemRandomNumberGenerator()
    let serial = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    try check(copenssl_draft_set_serial(pointer, serial, serial.count))
    try check(copenssl_draft_set_key(pointer, key.pointer))
  }

  deinit { copenssl_draft_free(pointer) }

  func add(dnsName: String) throws(LibCryptoError) {
    let isHostName =
      !dnsName.isEmpty
      && dnsName.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "*"):
          true
        default: false
        }
      }
    guard isHostName else {
      throw LibCryptoError(operation: CertificateDraft.operation, reason: "a DNS name has characters it may not have")
    }
    let bytes = Array(dnsName.utf8)
    try check(copenssl_draft_add_dns_name(pointer, bytes, bytes.count))
  }

  func add(purpose: CertificatePurpose) throws(LibCryptoError) {
    let bytes = Array(purpose.rawValue.utf8)
    try check(copenssl_draft_add_purpose(pointer, bytes, bytes.count))
  }

  func add(ipAddress: String) throws(LibCryptoError) {
    let bytes = Array(ipAddress.utf8)
    try check(copenssl_draft_add_ip_address(pointer, bytes, bytes.count))
  }

  func signed(_ use: Use, by authority: CertificateAuthority) throws(LibCryptoError) -> Certificate {
    try sign(use, issuer: authority.certificate.handle, key: authority.key)
  }

  func signedByItself(with key: KeyHandle) throws(LibCryptoError) -> Certificate {
    try sign(.authority(pathLength: nil), issuer: nil, key: key)
  }

  private func sign(_ use: Use, issuer: CertificateHandle?, key: KeyHandle) throws(LibCryptoError) -> Certificate {
    let code: Int
    var pathLength: Int32 = -1
    switch use {
    case .authority(let length):
      code = COPENSSL_USE_AUTHORITY
      if let length { pathLength = Int32(clamping: max(0, length)) }
    case .signature: code = COPENSSL_USE_SIGNATURE
    }
    guard let der = takeBytes(copenssl_draft_sign(pointer, Int32(code), pathLength, issuer?.pointer, key.pointer))
    else { throw .last(CertificateDraft.operation) }
    return try Certificate(der: der)
  }

  private func set(validFrom: Int64, days: Int, under issuer: Certificate?) throws(LibCryptoError) {
    guard (1...36_500).contains(days) else {
      throw LibCryptoError(operation: CertificateDraft.operation, reason: "the days are not 1 to 36500")
    }
    let (wanted, overflow) = validFrom.addingReportingOverflow(Int64(days) * 86_400)
    // Beyond its issuer's end no chain through it is good, so it does not claim more.
    let end = min(wanted, issuer?.notAfter ?? wanted)
    guard !overflow, validFrom < end else {
      throw LibCryptoError(operation: CertificateDraft.operation, reason: "it would end before it begins")
    }
    try check(copenssl_draft_set_validity(pointer, validFrom, end))
  }

  private func add(_ text: String, _ attribute: Int) throws(LibCryptoError) {
    let bytes = Array(text.utf8)
    try check(copenssl_draft_add_name(pointer, Int32(attribute), bytes, bytes.count))
  }

  private func check(_ done: Int32) throws(LibCryptoError) {
    guard done == 1 else { throw .last(CertificateDraft.operation) }
  }
}
