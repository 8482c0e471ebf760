package import JOSE

/// What a client registered of its authorization requests and of their answers.
package struct RequestRegistration: Sendable {
  /// Its requests are pushed, or refused (RFC 9126 §6).
  package let requiresPushed: Bool
  /// Its requests are signed, or refused (RFC 9101 §10.5).
  package let requiresSigned: Bool
  /// The only algorithm of its request objects; nil where any of its keys' will do.
  package let algorithm: SignatureAlgorithm?
  /// The signature of answers in the modes of JARM.
  package let responseAlgorithm: SignatureAlgorithm
  /// How these answers are encrypted after they are signed; nil where they are not.
  package let responseEncryption: ResponseEncryption?
  /// The profile that the client is held to.
  package let profile: SecurityProfile?
}
