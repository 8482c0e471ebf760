/// What a symmetric key is for. Each purpose has keys of its own.
package enum SecretPurpose: String, Sendable, CaseIterable {
  /// Frames of the moving QR code.
  case frame
  /// Tickets by which a wallet fetches its request.
  case ticket
  /// Refresh tokens.
  case refresh
  /// Cookies that carry sealed state.
  case cookieSeal = "cookie_seal"
  /// Pairwise subject identifiers.
  case pairwise
  /// Presentations kept as evidence, and other personal data at rest.
  case evidence
  /// Nonces for proofs of possession.
  case nonce
  /// Digests of the short transaction codes of offers.
  case transactionCode = "transaction_code"
  /// Pseudonyms and sealed personal details of the audit log.
  case audit
  /// Operators' second factors at rest.
  case operators
  /// Identity documents in the register of licences.
  case register

  /// Whether nothing may ever change: with another key, every relying party would see new subjects, and no operator's
  /// second factor and no document in the register would open.
  package var isPermanent: Bool { self == .pairwise || self == .operators || self == .register }
}
