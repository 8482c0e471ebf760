import JOSE

/// Keys of the targets.
enum FuzzKeys {
  private static let signing = Result { try SigningKey.generate(.es256) }
  private static let other = Result { try SigningKey.generate(.es256) }

  /// Signs what a target puts together.
  static func issuer() throws -> SigningKey { try signing.get() }

  /// The public part of a key that signs nothing.
  static func unused() throws -> VerificationKey { try other.get().verificationKey }
}
