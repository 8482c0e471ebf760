import JOSE

/// Why a wallet's request was not listened to.
enum HolderProofRefusal: Error, Sendable, Hashable, CaseIterable {
  case missing
  case malformed
  case wrongType
  case badSignature
  /// It is for another method or address.
  case otherRequest
  case tooOld
  case inFuture
}

/// A wallet proves the holder's key by a DPoP proof (RFC 9449 §4.2) for the very request that it makes. There is no access
/// token: what the key has approved, the key may see and take back. Its `jti` is not remembered: for its minute it lets
/// whoever caught it do the same once more to the same consent, which changes nothing.
struct HolderProof: Sendable, Hashable {
  /// RFC 7638 thumbprint of the proven key, the one that licences are bound to.
  let holderKey: String

  static let type = "dpop+jwt"
  /// Seconds for which a proof is fresh, and by which a phone's clock may be ahead.
  static let maximumAge = 60, skew = 60

  /// Verifies a proof for this request.
  static func verify(
    _ compact: String?, method: String, address: String, at now: NumericDate
  ) throws(HolderProofRefusal) -> HolderProof {
    guard let compact else { throw .missing }
    let proof: UnverifiedJWS
    do { proof = try UnverifiedJWS(compact: compact, maximumLength: 8_192) } catch { throw .malformed }
    guard let jwk = proof.header["jwk"] else { throw .malformed }
    let key: VerificationKey
    do { key = try VerificationKey(jwk: jwk) } catch { throw .malformed }
    let claims: JSONObject
    do throws(JOSERejection) {
      claims = try proof.verified(by: key, type: type)
    } catch {
      throw switch error {
      case .wrongType: .wrongType
      case .badSignature, .algorithmMismatch, .unsupportedAlgorithm: .badSignature
      case .malformed, .tooLarge, .unknownCriticalHeader, .unknownKey, .wrongIssuer, .wrongAudience, .expired,
        .notYetValid, .missingClaim, .decryptionFailed:
        .malformed
      }
    }
    guard claims["htm"]?.string?.isExactly(method) == true, claims["htu"]?.string?.isExactly(address) == true else {
      throw .otherRequest
    }
    guard let madeAt = claims["iat"]?.date, claims["jti"]?.string != nil else { throw .malformed }
    guard madeAt + maximumAge >= now else { throw .tooOld }
    guard madeAt <= now + skew else { throw .inFuture }
    return HolderProof(holderKey: key.thumbprint)
  }
}
