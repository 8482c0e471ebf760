import JOSE
import LibCrypto

/// What the issuer-signed part says of the credential itself: type, issuer, time, key.
struct CredentialTerms: Sendable {
  let issuer: String
  let expires: NumericDate
  let asOf: NumericDate
  let holderKey: VerificationKey

  init(
    _ claims: JSONObject, of issuerJWT: UnverifiedJWS, under anchor: TrustAnchor,
    expecting expected: ExpectedPresentation, at now: NumericDate
  ) throws(LicenceRejection) {
    // 7 The type that was asked for (SD-JWT VC §2.2.2.1).
    guard claims["vct"] == .string(expected.type) else { throw .wrongType }
    // 8 The issuer is one that may be named.
    issuer = try Self.issuer(claims, leaf: issuerJWT.certificateChain?.first, under: anchor)
    // 9 Its time. Without `exp` it would live as long as its certificate, and this credential is a short-lived one.
    guard let expires = claims["exp"]?.date, now < expires + expected.skew else { throw .credentialExpired }
    for name in ["nbf", "iat"] {
      guard let begins = claims[name] else { continue }
      guard let begins = begins.date, begins <= now + expected.skew else { throw .credentialNotYetValid }
    }
    self.expires = expires
    asOf = claims["as_of"]?.date ?? claims["iat"]?.date ?? now
    // 10 The holder's key. A minimal JWK is enough: `kty`, `crv`, `x`, `y` (RFC 7800 §3.2).
    do { holderKey = try SDJWT.holderKey(in: claims) } catch { throw LicenceRejection(error) }
  }

  /// HAIP 1.0 §6.1 makes `iss` optional and an https URL, and binds it to nothing; SD-JWT VC leaves it to the trust
  /// framework. Any leaf under an anchor could then name any issuer, so here the trust list decides: where it lists the
  /// anchor's issuers, `iss` is one of them; where it does not and the leaf names hosts, `iss` has one of those; and
  /// where neither binds it, the leaf's subject is the issuer's name and `iss` is not believed.
  private static func issuer(
    _ claims: JSONObject, leaf: Certificate?, under anchor: TrustAnchor
  ) throws(LicenceRejection) -> String {
    guard let leaf else { throw .untrustedIssuer }
    guard let claim = claims["iss"] else {
      guard anchor.issuers.isEmpty else { throw .wrongIssuer }
      return leaf.subject
    }
    guard let iss = claim.string, let host = host(of: iss) else { throw .wrongIssuer }
    if !anchor.issuers.isEmpty {
      guard anchor.issuers.contains(where: iss.isExactly) else { throw .wrongIssuer }
      return iss
    }
    let names = leaf.dnsNames
    guard !names.isEmpty else { return leaf.subject }
    guard names.contains(where: { $0.lowercased() == host }) else { throw .wrongIssuer }
    return iss
  }

  /// The host of an https URL, or of an http one on a loopback name for a development on one machine.
  private static func host(of url: String) -> String? {
    let isSecure = url.hasPrefix("https://")
    guard isSecure || url.hasPrefix("http://") else { return nil }
    let authority = url.dropFirst(isSecure ? 8 : 7).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard !authority.isEmpty, !authority.contains("@") else { return nil }
    let host =
      authority.first == "["
      ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" }
    guard isSecure || ["localhost", "127.0.0.1", "[::1]"].contains(host) else { return nil }
    return host.lowercased()
  }
}
