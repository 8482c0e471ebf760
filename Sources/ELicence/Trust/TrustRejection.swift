package import LibCrypto

/// Why a chain of certificates is not believed.
package enum TrustRejection: Error, Sendable, Hashable {
  /// The chain contains a trust anchor.
  case anchorPresented
  /// The chain does not verify.
  case chain(ChainRejection)
}
