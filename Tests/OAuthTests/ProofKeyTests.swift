import OAuth
import Testing

struct ProofKeyTests {
  // RFC 7636 appendix B
  let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
  let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

  @Test func `the challenge of the standard's example matches its verifier`() throws {
    let verifier = try #require(CodeVerifier(verifier))
    #expect(verifier.challenge().value == challenge)
    #expect(try #require(CodeChallenge(challenge)).matches(verifier))
  }

  @Test func `another verifier does not match`() throws {
    let challenge = try #require(CodeChallenge(challenge))
    #expect(!challenge.matches(CodeVerifier()))
    #expect(!challenge.matches(try #require(CodeVerifier("e" + verifier.dropFirst()))))
    // The plain method: the challenge itself as verifier.
    #expect(!challenge.matches(try #require(CodeVerifier(self.challenge))))
  }

  @Test func `fresh verifiers differ and match their own challenge`() {
    let (a, b) = (CodeVerifier(), CodeVerifier())
    #expect(a.challenge().matches(a))
    #expect(!a.challenge().matches(b))
    #expect(a.revealed().utf8.count == 43)
  }

  @Test(arguments: [0, 42, 129])
  func `a verifier of another length is refused`(length: Int) {
    #expect(CodeVerifier(String(repeating: "a", count: length)) == nil)
  }

  @Test(arguments: [43, 128])
  func `a verifier of an allowed length is taken`(length: Int) {
    #expect(CodeVerifier(String(repeating: "a", count: length)) != nil)
  }

  @Test(arguments: ["+", "/", "=", " ", "%", "é"])
  func `a verifier with a character that is not unreserved is refused`(character: String) {
    #expect(CodeVerifier(String(repeating: "a", count: 50) + character) == nil)
  }

  @Test(arguments: [
    "", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM=",
    "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cN",
  ])
  func `what is no digest in base64url is no challenge`(text: String) {
    #expect(CodeChallenge(text) == nil)
  }

  @Test func `only S256 has a name`() {
    #expect(CodeChallengeMethod(rawValue: "S256") == .s256)
    #expect(CodeChallengeMethod(rawValue: "plain") == nil)
    #expect(CodeChallengeMethod.allCases.count == 1)
  }
}
