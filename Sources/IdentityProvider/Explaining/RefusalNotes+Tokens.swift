import JOSE
import OAuthHTTP

extension RefusalNotes {
  /// What a signed token said that was not believed, beside what was expected. Registered claims and the key's name
  /// only: no signature, no nonce, no other claim.
  func add(
    _ area: String, _ rejection: JOSERejection, of token: UnverifiedJWS, issuer: String?, audiences: [String]?,
    keys: [String]?, skew: Int, at now: NumericDate
  ) {
    let claims = token.unverifiedClaims ?? [:]
    switch rejection {
    case .unknownKey:
      add(
        RefusalNote(
          "\(area).kid", expected: keys.map { $0.isEmpty ? "no key is registered" : $0.joined(separator: ", ") },
          received: token.keyID ?? "none"))
    case .unsupportedAlgorithm, .algorithmMismatch:
      add(RefusalNote("\(area).alg", received: token.header["alg"]?.string ?? "none"))
    case .wrongIssuer: add(RefusalNote("\(area).iss", expected: issuer, received: claims["iss"]?.told ?? "none"))
    case .wrongAudience:
      add(
        RefusalNote(
          "\(area).aud", expected: audiences?.joined(separator: " or "), received: claims["aud"]?.told ?? "none"))
    case .expired:
      add(
        RefusalNote(
          "\(area).exp", expected: "after \((now - skew).seconds) (now \(now.seconds), \(skew) s allowed)",
          received: claims["exp"]?.told ?? "none",
          // An hour-old token says nothing of a clock; where it was made is the best guess.
          skew: claims["iat"]?.date.map { $0 - now }))
    case .notYetValid:
      let start = [claims["nbf"]?.date, claims["iat"]?.date].compactMap(\.self).max()
      add(
        RefusalNote(
          "\(area).iat", expected: "at most \((now + skew).seconds) (now \(now.seconds), \(skew) s allowed)",
          received: start.map { "\($0.seconds)" } ?? "none", skew: start.map { $0 - now }))
    case .missingClaim:
      add(
        RefusalNote("\(area).claims", expected: "all that are required", received: claims.names.joined(separator: ", "))
      )
    case .malformed, .tooLarge, .wrongType, .badSignature, .unknownCriticalHeader, .decryptionFailed:
      add(RefusalNote("\(area).\(rejection)", received: "kid \(token.keyID ?? "none"), typ \(token.type ?? "none")"))
    }
  }
}

extension JSON {
  /// A text as it is, anything else as JSON.
  var told: String { string ?? text }
}
