/// Why a JWK or a JWK Set is not taken.
package enum JWKRejection: Error, Sendable, Hashable, CaseIterable {
  /// A required member is missing or of the wrong type.
  case malformed
  /// The key carries its private half, or is symmetric.
  case privateKeyPresent
  case unsupportedKeyType
  case unsupportedCurve
  /// `alg` names an algorithm this key cannot have, or one that is not offered here.
  case unsupportedAlgorithm
  /// `use` or `key_ops` says the key is for something else.
  case wrongUse
  /// A coordinate of the wrong length, a point off the curve, a modulus out of range.
  case invalidKey
  case tooManyKeys
}
