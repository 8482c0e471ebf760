import LibCrypto

extension TrustList {
  /// Whether any of its authorities signs by SM2.
  package var hasSM2: Bool {
    anchors.contains { anchor in if case .sm2 = anchor.certificate.publicKey { true } else { false } }
  }
}
