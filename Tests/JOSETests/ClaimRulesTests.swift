import JOSE
import Testing

@Suite struct ClaimRulesTests {
  private let now = NumericDate(1_000_000)
  private let claims: JSONObject = [
    "iss": "https://as.example", "aud": "client", "exp": 1_000_300, "iat": 1_000_000, "nbf": 1_000_000,
  ]

  private func refusal(
    _ changes: JSONObject, without: [String] = [],
    _ rules: ClaimRules = ClaimRules(issuer: "https://as.example", audience: "client")
  ) -> JOSERejection? {
    var claims = claims.merging(changes)
    for name in without { claims[name] = nil }
    do throws(JOSERejection) {
      try rules.check(claims, at: now)
      return nil
    } catch {
      return error
    }
  }

  @Test func `claims that keep every rule pass`() {
    #expect(refusal([:]) == nil)
    #expect(refusal([:], without: ["iat", "nbf"]) == nil)
  }

  @Test(arguments: ["https://as.example/", "https://AS.example", "", "https://as.example\u{0}"])
  func `another issuer is refused`(issuer: String) {
    #expect(refusal(["iss": .string(issuer)]) == .wrongIssuer)
  }

  @Test func `a text that only looks the same to Unicode is another issuer and another audience`() {
    let kelvin = "\u{212A}"
    let rules = ClaimRules(issuer: "K", audience: "K", audienceForm: .stringOrArray)
    #expect(refusal(["iss": "K", "aud": "K"], rules) == nil)
    #expect(refusal(["iss": .string(kelvin), "aud": "K"], rules) == .wrongIssuer)
    #expect(refusal(["iss": "K", "aud": .string(kelvin)], rules) == .wrongAudience)
    #expect(refusal(["iss": "K", "aud": [.string(kelvin)]], rules) == .wrongAudience)
  }

  @Test func `an issuer that is missing or no string is refused`() {
    #expect(refusal([:], without: ["iss"]) == .missingClaim)
    #expect(refusal(["iss": ["https://as.example"]]) == .missingClaim)
  }

  @Test func `an exact audience is one string`() {
    #expect(refusal(["aud": "Client"]) == .wrongAudience)
    #expect(refusal(["aud": ["client"]]) == .wrongAudience)
    #expect(refusal([:], without: ["aud"]) == .missingClaim)
    for value in [nil, 1, true, [:]] as [JSON] { #expect(refusal(["aud": value]) == .malformed) }
  }

  @Test func `where an array is allowed one member must be expected`() {
    let rules = ClaimRules(
      issuer: nil, audiences: ["https://as.example", "https://as.example/token"], audienceForm: .stringOrArray)
    #expect(refusal(["aud": "https://as.example/token"], rules) == nil)
    #expect(refusal(["aud": ["x", "https://as.example"]], rules) == nil)
    #expect(refusal(["aud": []], rules) == .wrongAudience)
    #expect(refusal(["aud": ["x", "y"]], rules) == .wrongAudience)
    #expect(refusal(["aud": ["https://as.example", 1]], rules) == .malformed)
  }

  @Test func `an expiry counts from its second on, after the skew`() {
    #expect(refusal(["exp": 999_971]) == nil)
    #expect(refusal(["exp": 999_970]) == .expired)
    #expect(refusal(["exp": .number(999_970.9)]) == .expired)
    #expect(refusal(["exp": "1000300"]) == .malformed)
    #expect(refusal(["exp": nil]) == .malformed)
    #expect(refusal([:], without: ["exp"]) == .missingClaim)
    #expect(refusal([:], without: ["exp"], ClaimRules(issuer: nil, audience: "client", requiresExpiry: false)) == nil)
  }

  @Test func `a start in the future is refused, after the skew`() {
    #expect(refusal(["nbf": 1_000_030]) == nil)
    #expect(refusal(["nbf": 1_000_031]) == .notYetValid)
    #expect(refusal(["iat": 1_000_030]) == nil)
    #expect(refusal(["iat": 1_000_031]) == .notYetValid)
    #expect(refusal(["nbf": "now"]) == .malformed)
    #expect(refusal(["iat": "now"]) == .malformed)
  }

  @Test func `an age limit needs a time of issue`() {
    let rules = ClaimRules(issuer: nil, audience: nil, requiresExpiry: false, maximumAge: 60, skew: 5)
    #expect(refusal(["iat": 999_935], rules) == nil)
    #expect(refusal(["iat": 999_934], rules) == .expired)
    #expect(refusal([:], without: ["iat"], rules) == .missingClaim)
  }

  @Test func `extreme times are compared and do not trap`() {
    #expect(refusal(["exp": .integer(.max)]) == nil)
    #expect(refusal(["exp": .integer(.min)]) == .expired)
    #expect(refusal(["nbf": .integer(.max)]) == .notYetValid)
    #expect(refusal(["iat": .integer(.min)]) == nil)
    #expect(refusal(["exp": .number(1e300)]) == .malformed)
    let rules = ClaimRules(issuer: nil, audience: nil, maximumAge: .max, skew: .max)
    #expect(refusal(["exp": .integer(.max), "iat": .integer(.max)], rules) == nil)
  }
}
