package import HTTPTypes

package extension HTTPField.Name {
  /// `DPoP`, with a proof (RFC 9449 §4.1).
  static let dpop = HTTPField.Name("DPoP")!
  /// `DPoP-Nonce`, with the nonce for the next proof (RFC 9449 §8.1).
  static let dpopNonce = HTTPField.Name("DPoP-Nonce")!
}
