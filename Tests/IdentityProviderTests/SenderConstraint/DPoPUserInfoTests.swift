import HTTPTypes
import HummingbirdTesting
import JOSE
import OAuth
import OAuthHTTP
import TestSupport
import Testing

@testable import IdentityProvider

/// Bound tokens at UserInfo (RFC 9449 §7).
@Suite struct DPoPUserInfoTests {
  private static func bound(
    _ maker: ProofMaker, _ provider: Provider, _ http: any TestClientProtocol
  ) async throws -> String {
    try await http.post("/token", try await provider.login().form, maker.header([:], .basic("portal"))).json
      .text("access_token")
  }

  @Test func `whoever holds the key is told the facts`() async throws {
    try await Provider.run { provider, http in
      let maker = try ProofMaker(provider)
      let token = try await Self.bound(maker, provider, http)
      let answer = try await http.get("/userinfo", maker.shown(token))
      #expect(answer.status == .ok)
      #expect(answer.json["sub"] != nil)
      // By its other address too, and whatever the letters and the query of `htu`.
      for htu in [
        "https://mtls.login.example/userinfo", "HTTPS://LOGIN.example:443/userinfo", "https://login.example/%75serinfo",
        "https://login.example/userinfo?a=b#c", "https://login.example/x/../userinfo",
      ] {
        #expect(try await http.get("/userinfo", maker.shown(token, ["htu": .string(htu)])).status == .ok)
      }
    }
  }

  @Test func `a bound token is no bearer token`() async throws {
    try await Provider.run { provider, http in
      let maker = try ProofMaker(provider)
      let token = try await Self.bound(maker, provider, http)
      var headers = try maker.shown(token)
      headers[.authorization] = "Bearer \(token)"
      for attempt in [headers, .bearer(token)] {
        let refused = try await http.get("/userinfo", attempt)
        #expect(refused.status == .unauthorized)
        #expect(refused.refusal == "invalid_token")
        #expect(refused.headers[.wwwAuthenticate]?.hasPrefix("DPoP ") == true)
        #expect(refused.headers[.wwwAuthenticate]?.contains(#"algs="ES256 EdDSA PS256""#) == true)
      }
      let form = try await http.post("/userinfo", [("access_token", token)])
      #expect(form.refusal == "invalid_token")
    }
  }

  @Test func `a token that is bound to nothing is not shown with a proof`() async throws {
    try await Provider.run { provider, http in
      let token = try await http.redeem(try await provider.login()).text("access_token")
      let refused = try await http.get("/userinfo", try ProofMaker(provider).shown(token))
      #expect(refused.refusal == "invalid_token")
      #expect(try await http.get("/userinfo", .bearer(token)).status == .ok)
    }
  }

  @Test func `a refusal says where the resource describes itself`() async throws {
    try await Provider.run { _, http in
      let refused = try await http.get("/userinfo", .bearer("nonsense"))
      #expect(
        refused.headers[.wwwAuthenticate]?.contains(
          #"resource_metadata="https://login.example/.well-known/oauth-protected-resource""#) == true)
      #expect(try await http.get("/userinfo").headers[.wwwAuthenticate]?.contains("resource_metadata=") == true)
    }
  }

  @Test func `fapi2-security-profile-final-dpop-negative-tests: every proof that is wrong in one thing is refused`()
    async throws
  {
    try await Provider.run { provider, http in
      let maker = try ProofMaker(provider)
      let token = try await Self.bound(maker, provider, http)
      for wrong in try WrongProof.all(maker, token: token) {
        let headers: HTTPFields = [.authorization: "DPoP \(token)", .dpop: wrong.proof]
        let refused = try await http.get("/userinfo", headers)
        #expect(refused.status == .unauthorized, "\(wrong.name)")
        #expect(["invalid_dpop_proof", "invalid_token"].contains(refused.refusal), "\(wrong.name)")
        #expect(refused.headers[.wwwAuthenticate]?.isEmpty == false, "\(wrong.name)")
      }
      // None at all, two at once, and one that was used.
      let none = try await http.get("/userinfo", [.authorization: "DPoP \(token)"])
      #expect(none.refusal == "invalid_token")
      var two = try maker.shown(token)
      two.append(HTTPField(name: .dpop, value: try maker.proof("GET", "/userinfo", token: token)))
      #expect(try await http.get("/userinfo", two).refusal == "invalid_dpop_proof")
      let once = try maker.shown(token)
      #expect(try await http.get("/userinfo", once).status == .ok)
      #expect(try await http.get("/userinfo", once).refusal == "invalid_dpop_proof")
      // What nobody knows is nobody's concern.
      #expect(try await http.get("/userinfo", maker.shown(token, ["extra": ["a": 1]])).status == .ok)
    }
  }

  @Test func `every proof that is wrong in one thing is refused at the token endpoint too`() async throws {
    try await Provider.run { provider, http in
      let maker = try ProofMaker(provider)
      for wrong in try WrongProof.all(maker, token: nil) {
        var headers = HTTPFields.basic("portal")
        headers[.dpop] = wrong.proof
        let refused = try await http.post("/token", [("grant_type", "client_credentials")], headers)
        #expect(refused.status == .badRequest, "\(wrong.name)")
        #expect(refused.refusal == "invalid_dpop_proof", "\(wrong.name)")
      }
    }
  }

  @Test func `every refusal of a sender has a text and a code`() {
    #expect(Set(SenderRefusal.kinds.map(\.label)).count == SenderRefusal.kinds.count)
    for refusal in SenderRefusal.kinds {
      #expect(!refusal.tokenError.description.isEmpty)
      #expect(refusal.tokenError.status == 400)
      #expect(refusal.resourceError.status == 401)
      #expect(refusal.resourceError.challenge != nil)
    }
  }
}

/// A proof that is wrong in one thing.
private struct WrongProof {
  let name: String
  let proof: String

  /// For UserInfo with a token, for /token without.
  static func all(_ maker: ProofMaker, token: String?) throws -> [WrongProof] {
    let (method, path) = token == nil ? ("POST", "/token") : ("GET", "/userinfo")
    let good = maker.claims(method, path, token: token)
    func changed(_ name: String, _ value: JSON?) throws -> WrongProof {
      var claims = good
      claims["jti"] = .string(Base64URL.encode(Random.bytes(12)))
      claims[name] = value
      return WrongProof(name: "\(name) \(value.map { $0.text } ?? "missing")", proof: try maker.sign(claims))
    }
    var all: [WrongProof] = []
    for name in ["jti", "htm", "htu", "iat"] { all.append(try changed(name, nil)) }
    for value: JSON in ["", .integer(1), .string(String(repeating: "a", count: 257))] {
      all.append(try changed("jti", value))
    }
    for value in ["PUT", "get", "POST ", method.lowercased()] { all.append(try changed("htm", .string(value))) }
    for value in [
      "", "/userinfo", "https://evil.example\(path)", "http://login.example\(path)",
      "https://login.example:8443\(path)",
      "https://login.example\(path)/", "https://login.example/x\(path)", "https://login.example@evil.example\(path)",
      "https://login.example/%2F\(path)", "https://login.example", "ftp://login.example\(path)",
      "https://login.example\(path)%00", "https://login.example.\(path)",
    ] { all.append(try changed("htu", .string(value))) }
    for seconds in [-3_600, -61, 31, 3_600] { all.append(try changed("iat", .date(maker.now + seconds))) }
    all.append(try changed("iat", "now"))
    all.append(try changed("exp", .date(maker.now - 31)))
    all.append(try changed("nbf", .date(maker.now + 31)))
    all.append(try changed("nonce", .integer(1)))
    if token != nil {
      all.append(try changed("ath", nil))
      all.append(try changed("ath", .string(Digests.sha256Text(Array("another".utf8)))))
      // Signed by another key than the token's.
      let other = try ProofMaker(issuer: maker.issuer, clock: maker.clock)
      all.append(WrongProof(name: "other key", proof: try other.proof(method, path, token: token)))
    }
    for type in [nil, "JWT", "dpop", "at+jwt", "dpop+jwt "] {
      all.append(WrongProof(name: "typ \(type ?? "missing")", proof: try maker.sign(good, type: type)))
    }
    let other = try SigningKey.generate(.es256)
    let rsa = try SigningKey.generate(.rs256)
    var secret = maker.key.verificationKey.jwk
    secret["d"] = .string(Base64URL.encode(Random.bytes(32)))
    var encrypting = maker.key.verificationKey.jwk
    encrypting["use"] = "enc"
    for (name, jwk) in [
      ("another's jwk", JSON.object(other.verificationKey.jwk)), ("a private jwk", .object(secret)),
      ("an RSA jwk", .object(rsa.verificationKey.jwk)), ("jwk for encryption", .object(encrypting)),
      ("jwk no object", "x"), ("a symmetric jwk", ["kty": "oct", "k": "AAAA"]), ("an empty jwk", [:]),
    ] { all.append(WrongProof(name: name, proof: try maker.sign(good, jwk: jwk))) }
    all.append(WrongProof(name: "no jwk", proof: try JWS.sign(good, type: DPoPProof.type, keyID: nil, with: maker.key)))
    all.append(
      WrongProof(
        name: "RS256",
        proof: try JWS.sign(
          good, type: DPoPProof.type, keyID: nil, with: rsa,
          extraHeader: ["jwk": .object(rsa.verificationKey.jwk)])))
    // Not a token, not signed, or signed and then changed.
    let signed = try maker.sign(good)
    let parts = signed.split(separator: ".").map(String.init)
    func header(_ algorithm: String) -> String {
      Base64URL.encode(
        (["alg": .string(algorithm), "typ": "dpop+jwt", "jwk": .object(maker.key.verificationKey.jwk)] as JSONObject)
          .serialized())
    }
    for (name, text) in [
      ("no JWT", "nonsense"), ("two parts", parts[0] + "." + parts[1]), ("empty", ".."),
      ("alg none", header("none") + "." + parts[1] + "."),
      ("alg none, signed", header("none") + "." + parts[1] + "." + parts[2]),
      ("alg HS256", header("HS256") + "." + parts[1] + "." + parts[2]),
      ("alg EdDSA with a key of P-256", header("EdDSA") + "." + parts[1] + "." + parts[2]),
      ("another signature", parts[0] + "." + parts[1] + "." + Base64URL.encode(Random.bytes(64))),
      ("a list of proofs", "\(signed), \(signed)"), ("too long", signed + String(repeating: "A", count: 9_000)),
    ] { all.append(WrongProof(name: name, proof: text)) }
    return all
  }
}
