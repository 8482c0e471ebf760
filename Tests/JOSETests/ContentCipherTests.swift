import Crypto
import Testing

@testable import JOSE

/// The vectors of RFC 7516 Appendix A, RFC 7518 Appendix B and RFC 7520 §5.
@Suite struct ContentCipherTests {
  // RFC 7518 Appendix B
  private let principle = Array(
    ("A cipher system must not be required to be secret, and it must be able to fall into the hands of the enemy "
      + "without inconvenience").utf8)
  private let data = Array("The second principle of Auguste Kerckhoffs".utf8)
  private let vector: [UInt8] = [
    0x1A, 0xF3, 0x8C, 0x2D, 0xC2, 0xB9, 0x6F, 0xFD, 0xD8, 0x66, 0x94, 0x09, 0x23, 0x41, 0xBC, 0x04,
  ]

  @Test(arguments: [
    (
      ContentEncryption.a128CBCHS256,
      "c80edfa32ddf39d5ef00c0b468834279a2e46a1b8049f792f76bfe54b903a9c9a94ac9b47ad2655c5f10f9aef71427e2"
        + "fc6f9b3f399a221489f16362c703233609d45ac69864e3321cf82935ac4096c86e133314c54019e8ca7980dfa4b9cf1b"
        + "384c486f3a54c51078158ee5d79de59fbd34d848b3d69550a67646344427ade54b8851ffb598f7f80074b9473c82e2db",
      "652c3fa36b0a7c5b3219fab3a30bc1c4"
    ),
    (
      .a256CBCHS512,
      "4affaaadb78c31c5da4b1b590d10ffbd3dd8d5d302423526912da037ecbcc7bd822c301dd67c373bccb584ad3e9279c2"
        + "e6d12a1374b77f077553df829410446b36ebd97066296ae6427ea75c2e0846a11a09ccf5370dc80bfecbad28c73f09b3"
        + "a3b75e662a2594410ae496b2e2e6609e31e6e02cc837f053d21f37ff4f51950bbe2638d09dd7a4930930806d0703b1f6",
      "4dd3b4c088a7f45c216839645b2012bf2e6269a8c56a816dbc1b267761955bc5"
    ),
  ])
  func `CBC with HMAC is that of RFC 7518 Appendix B`(
    encryption: ContentEncryption, ciphertext: String, tag: String
  ) throws {
    let cipher = ContentCipher(encryption: encryption, key: (0..<encryption.keyLength).map { UInt8($0) })
    let sealed = try cipher.seal(principle, authenticating: data, nonce: vector)
    #expect(Self.hexadecimal(sealed.ciphertext) == ciphertext)
    #expect(Self.hexadecimal(sealed.tag) == tag)
    #expect(try cipher.open(sealed, authenticating: data) == principle)
    #expect(throws: (any Error).self) { try cipher.open(sealed, authenticating: data + [0]) }
  }

  // RFC 7516 §A.1
  @Test func `A256GCM is that of RFC 7516 A1`() throws {
    let cipher = ContentCipher(
      encryption: .a256GCM,
      key: [
        177, 161, 244, 128, 84, 143, 225, 115, 63, 180, 3, 255, 107, 154, 212, 246, 138, 7, 110, 91, 112, 46, 34, 105,
        47, 130, 203, 46, 122, 234, 64, 252,
      ])
    let sealed = try cipher.seal(
      Array("The true sign of intelligence is not knowledge but imagination.".utf8),
      authenticating: Array("eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ".utf8),
      nonce: Self.decoded("48V1_ALb6US04U3b"))
    #expect(
      Base64URL.encode(sealed.ciphertext)
        == "5eym8TW_c8SuK0ltJ3rpYIzOeDQz7TALvtu6UG9oMo4vpzs9tX_EFShS8iB7j6jiSdiwkIr3ajwQzaBtQD_A")
    #expect(Base64URL.encode(sealed.tag) == "XFBoMYUZodetZdvTiFvSkQ")
  }

  // RFC 7516 §A.3
  @Test func `the key wrap and content of RFC 7516 A3 are opened and made again`() throws {
    let wrapping = SymmetricKey(data: Self.decoded("GawgguFyGrWKav7AX4VKUg"))
    let wrapped = Self.decoded("6KB707dM9YTIgHtLvtgWQ8mKwboJW3of9locizkDTHzBC2IlrT1oOQ")
    let key = try AES.KeyWrap.unwrap(wrapped, using: wrapping)
    #expect(try Array(AES.KeyWrap.wrap(key, using: wrapping)) == wrapped)
    let cipher = ContentCipher(encryption: .a128CBCHS256, key: key.withUnsafeBytes { Array($0) })
    let sealed = try cipher.seal(
      Array("Live long and prosper.".utf8),
      authenticating: Array("eyJhbGciOiJBMTI4S1ciLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0".utf8),
      nonce: Self.decoded("AxY8DCtDaGlsbGljb3RoZQ"))
    #expect(Base64URL.encode(sealed.ciphertext) == "KDlTtXchhZTGufMYmOYGS4HffxPSUrfmqCHXaI9wOGY")
    #expect(Base64URL.encode(sealed.tag) == "U0m_YmjN04DJvceFICbCVQ")
  }

  // RFC 7520 §5.5
  @Test func `the agreed key of RFC 7520 opens its content`() throws {
    let key = try KeyAgreementPrivateKey(
      rawRepresentation: Self.decoded("r_kHyZ-a06rmxM3yESK84r1otSg-aQcVStkRhA-iCM8"))
    let token =
      "eyJhbGciOiJFQ0RILUVTIiwia2lkIjoibWVyaWFkb2MuYnJhbmR5YnVja0BidWNrbGFuZC5leGFtcGxlIiwiZXBrIjp7Imt0eSI6IkVDIiwi"
      + "Y3J2IjoiUC0yNTYiLCJ4IjoibVBVS1RfYkFXR0hJaGcwVHBqanFWc1AxclhXUXVfdndWT0hIdE5rZFlvQSIsInkiOiI4QlFBc0ltR2VBUzQ2"
      + "ZnlXdzVNaFlmR1RUMElqQnBGdzJTUzM0RHY0SXJzIn0sImVuYyI6IkExMjhDQkMtSFMyNTYifQ..yc9N8v5sYyv3iGQT926IUg.BoDlwPnTy"
      + "pYq-ivjmQvAYJLb5Q6l-F3LIgQomlz87yW4OPKbWE1zSTEFjDfhU9IPIOSA9Bml4m7iDFwA-1ZXvHteLDtw4R1XRGMEsDIqAYtskTTmzmzNa-"
      + "_q4F_evAPUmwlO-ZG45Mnq4uhM1fm_D9rBtWolqZSF3xGNNkpOMQKF1Cl8i8wjzRli7-IXgyirlKQsbhhqRzkv8IcY6aHl24j03C-AR2le1r7"
      + "URUhArM79BY8soZU0lzwI-sD5PZ3l4NDCCei9XkoIAfsXJWmySPoeRb2Ni5UZL4mYpvKDiwmyzGd65KqVw7MsFfI_K767G9C9Azp73gKZD0Dy"
      + "Un1mn0WW5LmyX_yJ-3AROq8p1WZBfG-ZyJ6195_JGG2m9Csg.WCCkNa-x4BeB9hIDIfFuhg"
    let opened = try JWE.decrypt(token, with: key, allowed: [.a128CBCHS256])
    #expect(
      String(decoding: opened.plaintext, as: UTF8.self)
        == "You can trust us to stick with you through thick and thin–to the bitter end. And you can trust us to keep any "
        + "secret of yours–closer than you keep it yourself. But you cannot trust us to let you face trouble alone, and "
        + "go off without a word. We are your friends, Frodo.")
  }

  @Test func `every content has its own vector`() throws {
    for encryption in ContentEncryption.allCases {
      let cipher = ContentCipher(encryption: encryption, key: [UInt8](repeating: 7, count: encryption.keyLength))
      let nonces = try (0..<8).map { _ in try cipher.seal([1], authenticating: []).nonce }
      #expect(Set(nonces).count == 8)
      #expect(nonces.allSatisfy { $0.count == encryption.nonceLength })
    }
  }

  private static func decoded(_ text: String) -> [UInt8] { Base64URL.decode(text) ?? [] }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
