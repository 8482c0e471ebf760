import FuzzHarness
import LibCrypto

extension FuzzTarget {
  static let certificateRequest = FuzzTarget("certificate-request", maximumLength: 8192) { bytes in
    guard let request = try? CertificateSigningRequest(der: bytes) else { return }
    try hold(request.der == bytes, "a request is kept byte for byte")
    var altered = bytes
    altered[altered.count - 1] ^= 1
    let other = try? CertificateSigningRequest(der: altered)
    try hold(!(request.isSigned && other?.isSigned == true), "a request has one signature")
  }

  static let sm2Key = FuzzTarget("sm2-key", maximumLength: 1024) { bytes in
    if let key = try? SM2PublicKey(x963: bytes) {
      try hold(key.x963 == bytes, "a point is kept byte for byte")
      try hold((try? SM2PublicKey(publicKeyInfoDER: key.publicKeyInfoDER)) == key, "a key is the same in a certificate")
    }
    if let key = try? SM2PublicKey(publicKeyInfoDER: bytes) {
      try hold((try? SM2PublicKey(x963: key.x963)) == key, "a key is its point")
    }
    guard let key = try? SM2PrivateKey(pkcs8DER: bytes) else { return }
    let again = try? SM2PrivateKey(pkcs8DER: key.pkcs8DER)
    try hold(again?.publicKey == key.publicKey, "a key that was read is read again as the same")
    let signature = try? key.signature(for: bytes)
    try hold(signature.map { key.publicKey.isValid($0, for: bytes) } == true, "what a key signs is its")
  }

  static let sm2Signature = FuzzTarget("sm2-signature", maximumLength: 256) { bytes in
    if let signature = SM2Signature(raw: bytes) {
      try hold((try? SM2Signature(der: signature.der())) == signature, "a signature is the same as DER")
    }
    if let signature = SM2Signature(der: bytes) {
      try hold((try? signature.der()) == bytes, "a signature has one spelling")
    }
  }
}
