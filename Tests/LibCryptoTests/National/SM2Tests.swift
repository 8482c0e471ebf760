import LibCrypto
import Testing

struct SM2Tests {
  private static let message = Array("通照".utf8)
  private let key: SM2PrivateKey

  init() throws { key = try SM2PrivateKey.generate() }

  private func published() throws -> (key: SM2PublicKey, signature: SM2Signature) {
    (try SM2PublicKey(x963: NationalVectors.point), try #require(SM2Signature(raw: NationalVectors.signature)))
  }

  @Test func `the standard's signature is good by the standard's identifier only`() throws {
    let (key, signature) = try published()
    #expect(key.isValid(signature, for: NationalVectors.message))
    for other in ["ALICE123@YAHOO.COM", "1234567812345679", "123456781234567", "TLSv1.3+GM+Cipher+Suite"] {
      let signer = try #require(SM2SignerID(Array(other.utf8)))
      #expect(!key.isValid(signature, for: NationalVectors.message, by: signer), "\(other)")
    }
    #expect(!key.isValid(signature, for: NationalVectors.message + [0]))
  }

  @Test func `an empty identifier cannot be written and one of 8192 octets neither`() {
    #expect(SM2SignerID([]) == nil)
    #expect(SM2SignerID([UInt8](repeating: 1, count: 8192)) == nil)
    #expect(SM2SignerID([UInt8](repeating: 1, count: 8191)) != nil)
    #expect(SM2SignerID(Array("1234567812345678".utf8)) == .standard)
  }

  @Test func `a signature holds for its message, key and signer only`() throws {
    let other = try #require(SM2SignerID(Array("Alice".utf8)))
    let signature = try key.signature(for: SM2Tests.message)
    let named = try key.signature(for: SM2Tests.message, by: other)
    #expect(key.publicKey.isValid(signature, for: SM2Tests.message))
    #expect(!key.publicKey.isValid(signature, for: SM2Tests.message, by: other))
    #expect(key.publicKey.isValid(named, for: SM2Tests.message, by: other))
    #expect(!key.publicKey.isValid(named, for: SM2Tests.message))
    #expect(!(try SM2PrivateKey.generate()).publicKey.isValid(signature, for: SM2Tests.message))
    #expect(key.publicKey.isValid(try key.signature(for: []), for: []))
  }

  @Test func `no turned bit keeps a signature good`() throws {
    let raw = try key.signature(for: SM2Tests.message).raw
    for place in raw.indices {
      var altered = raw
      altered[place] ^= 1
      #expect(!key.publicKey.isValid(try #require(SM2Signature(raw: altered)), for: SM2Tests.message), "octet \(place)")
    }
  }

  @Test func `a number that is zero or not below the order is refused`() throws {
    let (key, signature) = try published()
    let r = Array(signature.raw.prefix(32))
    let s = Array(signature.raw.suffix(32))
    let zero = [UInt8](repeating: 0, count: 32)
    let largest = [UInt8](repeating: 0xFF, count: 32)
    for wrong in [zero, NationalVectors.order, largest] {
      for raw in [wrong + s, r + wrong, wrong + wrong] {
        #expect(!key.isValid(try #require(SM2Signature(raw: raw)), for: NationalVectors.message))
      }
    }
  }

  @Test func `a raw signature has 64 octets`() {
    for count in [0, 1, 32, 63, 65, 70, 72, 128] {
      #expect(SM2Signature(raw: [UInt8](repeating: 1, count: count)) == nil)
    }
  }

  @Test func `a signature is the same from its DER and in one spelling only`() throws {
    for _ in 0..<20 {
      let signature = try key.signature(for: SM2Tests.message)
      let der = try signature.der()
      #expect(SM2Signature(der: der) == signature)
      for length in 0..<der.count { #expect(SM2Signature(der: Array(der[..<length])) == nil) }
      #expect(SM2Signature(der: der + [0]) == nil)
      // A length in a longer form than it needs, and a number with a zero in front.
      #expect(SM2Signature(der: [0x30, 0x81] + der.dropFirst()) == nil)
      #expect(SM2Signature(der: [0x30, der[1] + 1, 0x02, der[3] + 1, 0x00] + der.dropFirst(4)) == nil)
    }
    #expect(SM2Signature(der: [0x30, 0x06, 0x02, 0x01, 0xFF, 0x02, 0x01, 0x01]) == nil)
    let long = [UInt8](repeating: 0x7F, count: 33)
    #expect(SM2Signature(der: [0x30, 0x26, 0x02, 0x21] + long + [0x02, 0x01, 0x01]) == nil)
    #expect(SM2Signature(der: [0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x02])?.raw.count == 64)
  }

  @Test func `a key is kept as PKCS#8 and as numbers`() throws {
    let again = try SM2PrivateKey(pkcs8DER: key.pkcs8DER)
    let numbers = try SM2PrivateKey(number: try key.number(), publicKey: SM2PublicKey(x963: key.publicKey.x963))
    for copy in [again, numbers] {
      #expect(copy.publicKey == key.publicKey)
      #expect(try copy.number() == key.number())
      #expect(key.publicKey.isValid(try copy.signature(for: [1]), for: [1]))
    }
    let read = try SM2PublicKey(publicKeyInfoDER: key.publicKey.publicKeyInfoDER)
    #expect(read == key.publicKey && read.hashValue == key.publicKey.hashValue)
    #expect(try SM2PrivateKey(number: NationalVectors.number, publicKey: published().key).publicKey == published().key)
  }

  @Test func `a number that is out of range or another point's is refused`() throws {
    let point = try SM2PublicKey(x963: NationalVectors.point)
    var last = NationalVectors.order
    last[31] -= 1
    let zero = [UInt8](repeating: 0, count: 32)
    for number in [zero, NationalVectors.order, last, [UInt8](repeating: 0xFF, count: 32), try key.number()] {
      #expect(throws: LibCryptoError.self) { try SM2PrivateKey(number: number, publicKey: point) }
    }
    for count in [0, 31, 33] {
      #expect(throws: LibCryptoError.self) {
        try SM2PrivateKey(number: [UInt8](repeating: 1, count: count), publicKey: point)
      }
    }
  }

  @Test func `a point of P-256, off the curve, compressed or of another length is refused`() throws {
    let foreign = try CertificateAuthority.stranger().certificate
    guard case .p256(let p256) = foreign.publicKey else {
      Issue.record("not a P-256 key")
      return
    }
    var off = NationalVectors.point
    off[64] ^= 1
    let compressed = [0x02 | (NationalVectors.point[64] & 1)] + NationalVectors.point[1...32]
    let refused: [[UInt8]] = [
      p256, off, compressed, [0x00], [], NationalVectors.point + [0], Array(NationalVectors.point.dropLast()),
      [0x06] + NationalVectors.point.dropFirst(), [0x04] + [UInt8](repeating: 0, count: 64),
      [0x04] + [UInt8](repeating: 0xFF, count: 64),
    ]
    for point in refused { #expect(throws: LibCryptoError.self) { try SM2PublicKey(x963: point) } }
    #expect(throws: LibCryptoError.self) { try SM2PublicKey(publicKeyInfoDER: foreign.publicKeyInfoDER) }
  }

  @Test func `a P-256 key that is labelled SM2 is refused`() throws {
    // The parameters of the algorithm say sm2p256v1 where they said prime256v1.
    let info = try CertificateAuthority.stranger().certificate.publicKeyInfoDER
    let p256: [UInt8] = [0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]
    let sm2: [UInt8] = [0x06, 0x08, 0x2A, 0x81, 0x1C, 0xCF, 0x55, 0x01, 0x82, 0x2D]
    var labelled = info
    labelled.replaceSubrange(try #require(info.ranges(of: p256).first), with: sm2)
    #expect(throws: LibCryptoError.self) { try SM2PublicKey(publicKeyInfoDER: labelled) }
    var private8 = try CertificateAuthority.stranger().privateKeyPKCS8DER
    private8.replaceSubrange(try #require(private8.ranges(of: p256).first), with: sm2)
    #expect(throws: LibCryptoError.self) { try SM2PrivateKey(pkcs8DER: private8) }
  }

  @Test func `another kind of key, a cut key and a tail are refused`() throws {
    let der = key.pkcs8DER
    #expect(throws: LibCryptoError.self) { try SM2PrivateKey(pkcs8DER: der + [0]) }
    #expect(throws: LibCryptoError.self) {
      try SM2PrivateKey(pkcs8DER: CertificateAuthority.stranger().privateKeyPKCS8DER)
    }
    #expect(throws: LibCryptoError.self) { try RSAPrivateKey(pkcs8DER: der) }
    for length in 0..<der.count {
      #expect(throws: LibCryptoError.self) { try SM2PrivateKey(pkcs8DER: Array(der[..<length])) }
    }
  }

  @Test func `a key file says that its key is of SM2`() throws {
    let file = try KeyFile(key.pkcs8DER, passphrase: nil)
    #expect(file.kind == .sm2)
    #expect(try SM2PrivateKey(pkcs8DER: file.pkcs8DER).publicKey == key.publicKey)
  }

  @Test func `a key signs from many tasks at once`() async {
    await withTaskGroup(of: Bool.self) { group in
      for number in 0..<32 {
        group.addTask { [key] in
          guard let signature = try? key.signature(for: [UInt8(number)]) else { return false }
          return key.publicKey.isValid(signature, for: [UInt8(number)])
        }
      }
      for await isGood in group { #expect(isGood) }
    }
  }
}
