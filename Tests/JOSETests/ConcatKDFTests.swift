import Crypto
import Testing

@testable import JOSE

@Suite struct ConcatKDFTests {
  // RFC 7518 Appendix C
  private let alice: JSON = [
    "kty": "EC", "crv": "P-256", "x": "gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0",
    "y": "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps",
  ]
  private let alicesSecret = "0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo"
  private let bob: JSON = [
    "kty": "EC", "crv": "P-256", "x": "weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ",
    "y": "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck",
  ]
  private let bobsSecret = "VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw"
  private let sharedSecret: [UInt8] = [
    158, 86, 217, 29, 129, 113, 53, 211, 114, 131, 66, 131, 191, 132, 38, 156, 251, 49, 110, 163, 218, 128, 106, 72,
    246, 218, 167, 121, 140, 254, 144, 196,
  ]

  @Test func `the key of RFC 7518 Appendix C is derived`() {
    let key = ConcatKDF.key(
      sharedSecret: sharedSecret, encryption: .a128GCM, partyU: Array("Alice".utf8), partyV: Array("Bob".utf8))
    #expect(Base64URL.encode(key) == "VqqN6vgjbSBcIijNcacQGg")
  }

  @Test func `both sides of Appendix C agree on the secret`() throws {
    for (secret, other) in [(alicesSecret, bob), (bobsSecret, alice)] {
      let own = try KeyAgreementPrivateKey(rawRepresentation: try #require(Base64URL.decode(secret)))
      let agreed = try own.privateKey.sharedSecretFromKeyAgreement(with: KeyAgreementKey(jwk: other).publicKey)
      #expect(agreed.withUnsafeBytes { Array($0) } == sharedSecret)
    }
  }

  @Test func `every input changes the key`() {
    let keys = [
      ConcatKDF.key(sharedSecret: sharedSecret, encryption: .a128GCM, partyU: [1], partyV: [2]),
      ConcatKDF.key(sharedSecret: sharedSecret, encryption: .a256GCM, partyU: [1], partyV: [2]),
      ConcatKDF.key(sharedSecret: sharedSecret, encryption: .a128GCM, partyU: [1, 2], partyV: []),
      ConcatKDF.key(sharedSecret: sharedSecret, encryption: .a128GCM, partyU: [], partyV: [1, 2]),
      ConcatKDF.key(sharedSecret: sharedSecret.reversed(), encryption: .a128GCM, partyU: [1], partyV: [2]),
    ]
    #expect(Set(keys.map { Array($0.prefix(16)) }).count == keys.count)
    #expect(keys.map(\.count) == [16, 32, 16, 16, 16])
  }
}
