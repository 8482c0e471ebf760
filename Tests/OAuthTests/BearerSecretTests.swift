import OAuth
import Testing

struct BearerSecretTests {
  @Test func `a secret never prints itself`() throws {
    let secret = try #require(BearerSecret<SessionSecret>(presented: "open-sesame"))
    var dumped = ""
    dump(secret, to: &dumped)
    for text in ["\(secret)", String(describing: secret), String(reflecting: secret), "\([secret])", dumped] {
      #expect(!text.contains("open-sesame"))
    }
    #expect("\(secret)" == "<redacted>")
    #expect(secret.revealed() == "open-sesame")
  }

  @Test func `a verifier never prints itself`() {
    let verifier = CodeVerifier()
    var dumped = ""
    dump(verifier, to: &dumped)
    #expect(!dumped.contains(verifier.revealed()))
    #expect(!"\([verifier])".contains(verifier.revealed()))
  }

  @Test func `fresh secrets have the bits asked for and differ`() {
    let secrets = (0..<50).map { _ in BearerSecret<ReceiptSecret>() }
    #expect(Set(secrets.map { $0.revealed() }).count == 50)
    #expect(secrets.allSatisfy { $0.revealed().utf8.count == 43 })
    #expect(BearerSecret<ReceiptSecret>(generating: 16).revealed().utf8.count == 22)
  }

  @Test func `the digest finds the secret that was presented again`() throws {
    let secret = BearerSecret<AuthorizationCodeSecret>()
    let again = try #require(BearerSecret<AuthorizationCodeSecret>(presented: secret.revealed()))
    #expect(secret.digest == again.digest)
    #expect(secret.digest.bytes.count == 32)
    #expect(secret.digest != BearerSecret<AuthorizationCodeSecret>().digest)
    #expect(SecretDigest<AuthorizationCodeSecret>(bytes: secret.digest.bytes) == secret.digest)
    #expect(Set([secret.digest, again.digest]).count == 1)
  }

  @Test(arguments: ["", "a\nb", "a\u{0}", "秘密", "é", String(repeating: "x", count: 1025)])
  func `what no secret can look like is refused`(text: String) {
    #expect(BearerSecret<RefreshTokenSecret>(presented: text) == nil)
  }

  @Test func `a digest compares all of its bytes`() {
    let digest = BearerSecret<ClientSecret>().digest
    for index in digest.bytes.indices {
      var other = digest.bytes
      other[index] ^= 1
      #expect(digest != SecretDigest(bytes: other))
    }
    #expect(digest != SecretDigest(bytes: []))
  }
}
