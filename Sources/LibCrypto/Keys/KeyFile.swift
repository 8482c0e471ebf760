import COpenSSL

/// A private key from elsewhere: PEM or DER of PKCS#8 (also encrypted, RFC 5958), SEC 1 (RFC 5915) or PKCS#1, or a
/// PKCS#12 file (RFC 7292) with its certificates.
package struct KeyFile: Sendable {
  /// What kind of key it is.
  package enum Kind: Sendable, Hashable { case rsa, p256, ed25519, sm2, other }

  /// Why a file was not read.
  package enum Rejection: Error, Sendable, Hashable, CaseIterable {
    case passphraseMissing
    case passphraseWrong
    /// No private key in a form that is known.
    case unreadable
  }

  package let kind: Kind
  /// PKCS#8, unencrypted.
  package let pkcs8DER: [UInt8]
  /// What a PKCS#12 file brings along, the key's own first.
  package let certificates: [Certificate]

  /// Reads the file's content.
  package init(_ content: [UInt8], passphrase: [UInt8]?) throws(Rejection) {
    var isPKCS12: Int32 = 0
    var chain: OpaquePointer?
    let archive = copenssl_key_from_pkcs12(
      content, content.count, passphrase ?? [], passphrase?.count ?? 0, &isPKCS12, &chain)
    let texts = takeText(chain)
    if isPKCS12 == 1 {
      guard let key = try? KeyHandle(taking: archive, operation: "read a PKCS#12 file") else {
        throw passphrase == nil ? .passphraseMissing : .passphraseWrong
      }
      try self.init(key, certificates: texts.flatMap { try? Certificate.certificates(inPEM: $0) } ?? [])
      return
    }
    var wasEncrypted: Int32 = 0
    let read = passphrase.map { passphrase in
      copenssl_key_from_file(content, content.count, passphrase, passphrase.count, &wasEncrypted)
    }
    let pointer = read ?? copenssl_key_from_file(content, content.count, nil, 0, &wasEncrypted)
    guard let key = try? KeyHandle(taking: pointer, operation: "read a private key") else {
      guard wasEncrypted == 1 else { throw .unreadable }
      throw passphrase == nil ? .passphraseMissing : .passphraseWrong
    }
    try self.init(key, certificates: [])
  }

  private init(_ key: KeyHandle, certificates: [Certificate]) throws(Rejection) {
    guard let der = try? key.pkcs8DER() else { throw .unreadable }
    kind =
      switch key.kind {
      case .rsa: .rsa
      case .p256: .p256
      case .ed25519: .ed25519
      case .sm2: .sm2
      case .other: .other
      }
    pkcs8DER = der
    self.certificates = certificates
  }
}
