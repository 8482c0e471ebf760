package import LibCrypto

/// A certificate or a key that cannot be read.
extension LibCryptoError: OperatorFault {
  package var isRefusal: Bool { false }
  package var lines: [String] { [description] }
}
