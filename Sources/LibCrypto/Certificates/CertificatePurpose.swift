/// What a certificate is for, as its extended key usage names it (RFC 5280 §4.2.1.12). One root may then certify for
/// several purposes and none of its leaves can take another's place.
///
/// Where a standard has a name for a purpose it is used. For licences there is none, and the one for status lists
/// (`id-kp-oauthStatusSigning`, Token Status List §10) has no number yet; both are named under an arc that a random UUID
/// makes ours without a registration (ITU-T X.667: 55d58118-bd67-413a-a510-58ffb2d079a5).
package enum CertificatePurpose: String, Sendable, Hashable, CaseIterable {
  /// Signs licences, what an issuer says of itself, and the status lists of its own licences.
  case licences = "2.25.114092957263518033140810559349620504997.1"
  /// Signs status lists and no licence: somebody to whom an issuer left that.
  case statusLists = "2.25.114092957263518033140810559349620504997.2"
  /// Signs what a verifier asks wallets for: the reader authentication of ISO/IEC 18013-5 §B.1.7.
  case requestObjects = "1.0.18013.5.1.6"
  /// Answers TLS.
  case tlsServer = "1.3.6.1.5.5.7.3.1"
  /// Proves itself to a TLS server, as operators do.
  case tlsClient = "1.3.6.1.5.5.7.3.2"
  /// Answers about single certificates in their issuer's place (RFC 6960 §4.2.2.2).
  case ocspSigning = "1.3.6.1.5.5.7.3.9"

  /// The purpose that stands for all of them: its authority did not want to say less.
  static let any = "2.5.29.37.0"
}
