extension SDJWT {
  /// The claims that this issuer's key signed, with the presented disclosures in their places (RFC 9901 §7.1).
  /// Times, issuer and status are the caller's to check; nothing is looked at before the signature holds.
  package func verifiedClaims(
    issuerKey: VerificationKey, type: String? = "dc+sd-jwt"
  ) throws(SDJWTRejection) -> JSONObject {
    let payload: JSONObject
    do {
      payload = try issuerJWT.verified(by: issuerKey, type: type)
    } catch {
      switch error {
      case .unsupportedAlgorithm, .algorithmMismatch: throw .unsupportedAlgorithm
      case .wrongType: throw .wrongType
      case .badSignature: throw .badIssuerSignature
      case .malformed, .tooLarge, .unknownCriticalHeader, .unknownKey, .wrongIssuer, .wrongAudience, .expired,
        .notYetValid, .missingClaim, .decryptionFailed:
        throw .malformedIssuerJWT
      }
    }
    var processor = try DisclosureProcessor(disclosures)
    return try processor.process(payload)
  }

  /// The key that `cnf` names in verified claims (RFC 7800 §3.2).
  package static func holderKey(in claims: JSONObject) throws(SDJWTRejection) -> VerificationKey {
    guard let jwk = claims["cnf"]?["jwk"] else { throw .missingHolderKey }
    do { return try VerificationKey(jwk: jwk) } catch { throw .missingHolderKey }
  }

  /// The claims of the key binding JWT, when the holder's key signed it for this request (RFC 9901 §7.3).
  /// The order is fixed: whose signature, for whom, for which request, when, and over what.
  package func verifiedKeyBinding(
    holderKey: VerificationKey, audience: String, nonce: String, maximumAge: Int, skew: Int, at now: NumericDate
  ) throws(SDJWTRejection) -> JSONObject {
    guard let keyBinding else { throw .missingKeyBinding }
    let claims: JSONObject
    do {
      claims = try keyBinding.verified(by: holderKey, type: KeyBinding.type)
    } catch {
      switch error {
      case .wrongType: throw .wrongKeyBindingType
      case .malformed: throw .malformedKeyBinding
      case .unsupportedAlgorithm, .algorithmMismatch, .badSignature, .tooLarge, .unknownCriticalHeader, .unknownKey,
        .wrongIssuer, .wrongAudience, .expired, .notYetValid, .missingClaim, .decryptionFailed:
        throw .badKeyBindingSignature
      }
    }
    // RFC 9901 §4.3: `aud` is one string here, never an array.
    guard claims["aud"]?.string?.isExactly(audience) ?? false else { throw .wrongAudience }
    guard let presented = claims["nonce"]?.string, constantTimeEquals(Array(presented.utf8), Array(nonce.utf8)) else {
      throw .wrongNonce
    }
    guard let issued = claims["iat"]?.date else { throw .malformedKeyBinding }
    guard issued <= now + skew else { throw .keyBindingInFuture }
    guard now <= issued + maximumAge + skew else { throw .keyBindingTooOld }
    guard claims["sd_hash"]?.string?.isExactly(sdHash) ?? false else { throw .disclosuresAltered }
    return claims
  }

  /// For a holder taking a credential from its issuer: a key binding in it is somebody else's (RFC 9901 §7.2).
  package func requireNoKeyBinding() throws(SDJWTRejection) {
    guard keyBinding == nil else { throw .unexpectedKeyBinding }
  }
}
