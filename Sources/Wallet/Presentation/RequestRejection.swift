/// Why the wallet does not show a request to its holder: one case for every rule.
package enum RequestRejection: Error, Sendable, Hashable, CaseIterable {
  // The link.
  case notALink
  /// An address that is neither https nor this machine's own.
  case insecureAddress
  /// The page sends to another origin than its own.
  case foreignAddress
  /// `request_uri_method` is neither `get` nor `post`.
  case unsupportedMethod
  // The fetch.
  case unreachable
  /// The server says that the code or link is over.
  case over
  case tooOften
  /// The request must be opened on the device that shows the page.
  case otherDeviceOnly
  case tooLarge
  case wrongMediaType
  // The signature.
  case malformed
  case wrongType
  case unsupportedAlgorithm
  case missingCertificate
  /// The leaf is self-signed, which HAIP 1.0 §5 forbids.
  case selfSignedCertificate
  /// The chain brings its own root along.
  case anchorPresented
  case untrustedCertificate
  case certificateExpired
  case certificateNotYetValid
  case certificateRevoked
  /// The certificate is for something else than asking wallets, such as licences or a web server.
  case certificateForOtherPurpose
  case badSignature
  // Who asks.
  case missingClientID
  /// The signed `client_id` is not the one of the link.
  case otherClient
  case unsupportedClientIDPrefix
  /// The certificate is not the one that `client_id` names.
  case clientNotBound
  // For whom and when.
  case wrongWalletNonce
  case wrongAudience
  case expired
  case notYetValid
  /// Nothing tells when it was made.
  case undated
  // What is asked.
  case unsupportedResponseType
  case unsupportedResponseMode
  case missingResponseURI
  /// A `redirect_uri` beside the `response_uri`.
  case redirectURIPresent
  case foreignResponseURI
  case missingNonce
  case malformedState
  case malformedQuery
  case malformedContext
  /// Transaction data of a type that this wallet did not announce, or for no credential that is asked for.
  case unsupportedTransactionData
  /// The transaction data tell another story than the request.
  case contradictoryContext
  case missingEncryptionKey
  case unsupportedEncryption

  /// Whether it is a matter of whom to believe.
  package var isDistrust: Bool {
    switch self {
    case .insecureAddress, .foreignAddress, .missingCertificate, .selfSignedCertificate, .anchorPresented,
      .untrustedCertificate, .certificateExpired, .certificateNotYetValid, .certificateRevoked,
      .certificateForOtherPurpose, .badSignature,
      .otherClient, .clientNotBound, .wrongWalletNonce, .foreignResponseURI, .contradictoryContext:
      true
    case .notALink, .unsupportedMethod, .unreachable, .over, .tooOften, .otherDeviceOnly, .tooLarge, .wrongMediaType,
      .malformed, .wrongType, .unsupportedAlgorithm, .missingClientID, .unsupportedClientIDPrefix, .wrongAudience,
      .expired, .notYetValid, .undated, .unsupportedResponseType, .unsupportedResponseMode, .missingResponseURI,
      .redirectURIPresent, .missingNonce, .malformedState, .malformedQuery, .malformedContext,
      .unsupportedTransactionData, .missingEncryptionKey, .unsupportedEncryption:
      false
    }
  }
}
