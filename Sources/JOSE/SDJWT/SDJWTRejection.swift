/// Why an SD-JWT is not accepted, one case for every rule of RFC 9901 §7.
package enum SDJWTRejection: Error, Sendable, Hashable, CaseIterable {
  /// Not an issuer-signed JWT, disclosures and an optional key binding JWT with tildes between (RFC 9901 §4).
  case malformed
  case tooLarge
  case malformedIssuerJWT
  case malformedDisclosure
  case malformedKeyBinding
  case unsupportedAlgorithm
  case wrongType
  case badIssuerSignature
  /// `_sd_alg` is there and is not `sha-256`.
  case unsupportedDigestAlgorithm
  /// `_sd` is not an array of strings, or `...` is not alone with a string, or stands where no digest may stand.
  case malformedDigest
  case duplicateDigest
  case duplicateDisclosure
  /// A disclosure that no digest refers to.
  case unreferencedDisclosure
  /// A disclosure for an array element where a member was digested, or the other way round.
  case misplacedDisclosure
  /// A disclosure, or a claim to be issued, is called `_sd` or `...`.
  case reservedName
  /// A disclosure would replace a claim that is already there.
  case overwritesClaim
  /// A claim to be presented is not among the disclosures.
  case unknownClaim
  case missingHolderKey
  case missingKeyBinding
  case unexpectedKeyBinding
  case wrongKeyBindingType
  case badKeyBindingSignature
  case wrongAudience
  case wrongNonce
  case keyBindingInFuture
  case keyBindingTooOld
  /// `sd_hash` is not the digest of what was presented.
  case disclosuresAltered
}
