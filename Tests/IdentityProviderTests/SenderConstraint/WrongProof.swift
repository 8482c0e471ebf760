import JOSE
import OAuth

@testable import IdentityProvider

/// A proof that is wrong in one thing.
struct WrongProof {
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
