import LibCrypto
import Testing

struct RSATests {
  private static let message = Array("通照".utf8)
  private let key: RSAPrivateKey

  init() throws { key = try RSAPrivateKey.generate() }

  @Test func `a signature holds for its message and key only`() throws {
    let signature = try key.signature(pkcs1v15SHA256: RSATests.message)
    #expect(signature.count == 256)
    #expect(key.publicKey.isValid(pkcs1v15SHA256: signature, for: RSATests.message))
    #expect(!key.publicKey.isValid(pkcs1v15SHA256: signature, for: RSATests.message + [0]))
    #expect(!key.publicKey.isValid(pkcs1v15SHA256: signature, for: []))
    let other = try RSAPrivateKey.generate()
    #expect(!other.publicKey.isValid(pkcs1v15SHA256: signature, for: RSATests.message))
  }

  @Test func `an altered, cut or lengthened signature is not valid`() throws {
    let signature = try key.signature(pkcs1v15SHA256: RSATests.message)
    for place in signature.indices {
      var altered = signature
      altered[place] ^= 1
      #expect(!key.publicKey.isValid(pkcs1v15SHA256: altered, for: RSATests.message))
    }
    for other in [[], signature.dropLast(), signature + [0], [0] + signature, [UInt8](repeating: 0, count: 256)] {
      #expect(!key.publicKey.isValid(pkcs1v15SHA256: Array(other), for: RSATests.message))
    }
  }

  @Test func `an empty message is signed too`() throws {
    #expect(key.publicKey.isValid(pkcs1v15SHA256: try key.signature(pkcs1v15SHA256: []), for: []))
  }

  @Test func `a key is kept as PKCS#8 and as numbers`() throws {
    let again = try RSAPrivateKey(pkcs8DER: key.pkcs8DER)
    #expect(again.pkcs8DER == key.pkcs8DER)
    let numbers = try RSAPublicKey(modulus: [0, 0] + key.publicKey.modulus, exponent: [0] + key.publicKey.exponent)
    #expect(numbers == key.publicKey)
    #expect(numbers.hashValue == key.publicKey.hashValue)
    #expect(numbers.exponent == [1, 0, 1])
    #expect(numbers.isValid(pkcs1v15SHA256: try again.signature(pkcs1v15SHA256: [1]), for: [1]))
  }

  @Test func `a modulus of another length is refused`() throws {
    let modulus = key.publicKey.modulus
    let refused: [[UInt8]] = [
      [], [0], Array(modulus.suffix(128)), [0x7F] + modulus.dropFirst(),
      [UInt8](repeating: 0xFF, count: 1025), [UInt8](repeating: 0xFF, count: 100_000),
    ]
    for other in refused {
      #expect(throws: LibCryptoError.self) { try RSAPublicKey(modulus: other, exponent: [1, 0, 1]) }
    }
    #expect(throws: LibCryptoError.self) { try RSAPublicKey(modulus: modulus.dropLast() + [0xFE], exponent: [3]) }
    #expect(throws: Never.self) {
      try RSAPublicKey(modulus: [UInt8](repeating: 0xFF, count: 1024), exponent: [1, 0, 1])
    }
  }

  @Test(arguments: [[], [0], [1], [2], [0, 1], [1, 0, 0], [UInt8](repeating: 1, count: 9)])
  func `an exponent that is none is refused`(exponent: [UInt8]) {
    #expect(throws: LibCryptoError.self) { try RSAPublicKey(modulus: key.publicKey.modulus, exponent: exponent) }
  }

  @Test(arguments: [0, -1, 512, 1024, 2047, 2050, 16_384, Int.max])
  func `a length below 2048 or above 8192 bits is not generated`(bits: Int) {
    #expect(throws: LibCryptoError.self) { try RSAPrivateKey.generate(bits: bits) }
  }

  @Test func `another kind of key, a cut key and a tail are refused`() throws {
    let der = key.pkcs8DER
    #expect(throws: LibCryptoError.self) { try RSAPrivateKey(pkcs8DER: der + [0]) }
    #expect(throws: LibCryptoError.self) {
      try RSAPrivateKey(pkcs8DER: CertificateAuthority.stranger().privateKeyPKCS8DER)
    }
    for length in stride(from: 0, to: der.count, by: 7) {
      #expect(throws: LibCryptoError.self) { try RSAPrivateKey(pkcs8DER: Array(der[..<length])) }
    }
  }

  @Test func `a key signs from many tasks at once`() async {
    await withTaskGroup(of: Bool.self) { group in
      for number in 0..<32 {
        group.addTask { [key] in
          let message = [UInt8(number)]
          guard let signature = try? key.signature(pkcs1v15SHA256: message) else { return false }
          return key.publicKey.isValid(pkcs1v15SHA256: signature, for: message)
        }
      }
      for await isGood in group { #expect(isGood) }
    }
  }
}
