import Crypto
import LibCrypto

extension SigningKey {
  /// Reads a private JWK (RFC 7518 §6.2.2, §6.3.2; RFC 8037 §2). The public members must be the private one's.
  package init(privateJWK jwk: JSON) throws(JWKRejection) {
    guard let members = jwk.object, let type = members["kty"]?.string else { throw .malformed }
    var open = JSONObject()
    for name in ["kty", "alg", "crv", "x", "y", "n", "e"] { open[name] = members[name] }
    let verificationKey = try VerificationKey(jwk: .object(open))
    let key: SigningKey
    do {
      switch type {
      case "EC":
        let number = try VerificationKey.bytes(members["d"], count: 32)
        if case .sm2(let open) = verificationKey {
          key = .sm2(try SM2SigningKey(SM2PrivateKey(number: number, publicKey: open.key)))
        } else {
          key = .es256(try P256.Signing.PrivateKey(rawRepresentation: number))
        }
      case "OKP":
        key = .edDSA(
          try Curve25519.Signing.PrivateKey(rawRepresentation: VerificationKey.bytes(members["d"], count: 32)))
      default:
        let numbers = try RSAPrivateKey(pkcs8DER: Self.rsaPKCS8(members))
        key = verificationKey.algorithm == .ps256 ? .ps256(numbers) : .rs256(numbers)
      }
    } catch let rejection as JWKRejection {
      throw rejection
    } catch {
      throw .invalidKey
    }
    guard key.verificationKey.thumbprint.isExactly(verificationKey.thumbprint) else { throw .invalidKey }
    if let named = members["alg"]?.string, !named.isExactly(key.algorithm.rawValue) { throw .unsupportedAlgorithm }
    if let use = members["use"]?.string, !use.isExactly("sig") { throw .wrongUse }
    self = key
  }

  /// RSAPrivateKey (RFC 8017 §A.1.2) within PKCS#8. All of its numbers must be there.
  private static func rsaPKCS8(_ members: JSONObject) throws(JWKRejection) -> [UInt8] {
    var numbers = DER.unsigned([0])
    for name in ["n", "e", "d", "p", "q", "dp", "dq", "qi"] {
      guard let bytes = members[name]?.string.flatMap(Base64URL.decode), !bytes.isEmpty else { throw .malformed }
      numbers += DER.unsigned(bytes)
    }
    return DER.sequence(
      DER.unsigned([0]) + VerificationKey.rsaAlgorithm + DER.octetString(DER.sequence(numbers)))
  }
}
