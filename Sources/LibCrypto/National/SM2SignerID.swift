// This room holds the national algorithms (GB/T 32918 SM2, GB/T 32905 SM3, GB/T 32907 SM4) in the one form each that
// this house uses. Certificates by SM2 are ordinary ones: see Certificates.

/// The identifier that an SM2 signature is made by (GB/T 32918.2 §5.5): signer and verifier must mean the same one, and
/// neither a key nor a certificate carries it. There is no empty one, which some libraries take for their default.
package struct SM2SignerID: Sendable, Hashable {
  /// What everybody uses who has agreed on nothing else (GB/T 35276, GM/T 0009).
  package static let standard = SM2SignerID(octets: Array("1234567812345678".utf8))

  /// As they are hashed.
  package let octets: [UInt8]

  /// Nil for an empty one, and for more octets than their number of bits has room for: 8191.
  package init?(_ octets: [UInt8]) {
    guard (1...8191).contains(octets.count) else { return nil }
    self.init(octets: octets)
  }

  private init(octets: [UInt8]) { self.octets = octets }
}
