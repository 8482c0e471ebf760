import JOSE

/// What the presentation must answer.
package struct ExpectedPresentation: Sendable, Hashable {
  /// `vct`
  package let type: String
  /// Our whole `client_id` with its prefix, as in the request (OpenID4VP 1.0 §14.1.2).
  package let audience: String
  package let nonce: String
  /// Claims without which the licence is refused.
  package let requiredClaims: [String]
  /// Claims that were asked for and may be absent. What was not asked for is not passed on.
  package let optionalClaims: [String]
  /// The request's `transaction_data`, each as sent: base64url text. Empty when none was sent.
  package let transactionData: [String]
  /// How old the key binding may be, in seconds.
  package let maximumAge: Int
  /// How far clocks may differ, in seconds.
  package let skew: Int
  package let acceptedRoles: Set<HolderRole>
  /// What a delegation must cover, if the client says.
  package let matter: String?

  package init(
    type: String = LicenceCredential.type, audience: String, nonce: String,
    requiredClaims: [String] = LicenceCredential.coreClaims, optionalClaims: [String] = [],
    transactionData: [String] = [], maximumAge: Int = 300, skew: Int = 30,
    acceptedRoles: Set<HolderRole> = Set(HolderRole.allCases), matter: String? = nil
  ) {
    self.type = type
    self.audience = audience
    self.nonce = nonce
    self.requiredClaims = requiredClaims
    self.optionalClaims = optionalClaims
    self.transactionData = transactionData
    self.maximumAge = maximumAge
    self.skew = skew
    self.acceptedRoles = acceptedRoles
    self.matter = matter
  }

  /// What the key binding must say of the transaction data: SHA-256 over each base64url text as sent, not over what it
  /// decodes to (OpenID4VP 1.0 B.3.3.1).
  package var transactionDataHashes: [String] { Self.hashes(of: transactionData) }

  /// The hashes for those texts, in order.
  package static func hashes(of transactionData: [String]) -> [String] {
    transactionData.map { Base64URL.encode(Digests.sha256(Array($0.utf8))) }
  }
}
