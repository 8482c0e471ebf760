/// The error codes that this project sends, by the RFC that defines them.
package enum OAuthErrorCode: String, Sendable, Hashable, CaseIterable {
  // RFC 6749 §4.1.2.1 and §5.2
  case invalidRequest = "invalid_request"
  case invalidClient = "invalid_client"
  case invalidGrant = "invalid_grant"
  case unauthorizedClient = "unauthorized_client"
  case unsupportedGrantType = "unsupported_grant_type"
  case unsupportedResponseType = "unsupported_response_type"
  case invalidScope = "invalid_scope"
  case accessDenied = "access_denied"
  case serverError = "server_error"
  case temporarilyUnavailable = "temporarily_unavailable"
  // RFC 6750 §3.1
  case invalidToken = "invalid_token"
  case insufficientScope = "insufficient_scope"
  // RFC 7009 §2.2.1
  case unsupportedTokenType = "unsupported_token_type"
  // RFC 9396 §5
  case invalidAuthorizationDetails = "invalid_authorization_details"
  // RFC 8628 §3.5
  case authorizationPending = "authorization_pending"
  case slowDown = "slow_down"
  case expiredToken = "expired_token"
  // CIBA §13
  case unknownUserID = "unknown_user_id"
  case invalidBindingMessage = "invalid_binding_message"
  // RFC 7591 §3.2.2
  case invalidRedirectURI = "invalid_redirect_uri"
  case invalidClientMetadata = "invalid_client_metadata"
  case invalidSoftwareStatement = "invalid_software_statement"
  case unapprovedSoftwareStatement = "unapproved_software_statement"
  // RFC 8707 §2
  case invalidTarget = "invalid_target"
  // RFC 9449 §5, §8
  case invalidDPoPProof = "invalid_dpop_proof"
  case useDPoPNonce = "use_dpop_nonce"
  // RFC 9470 §3
  case insufficientUserAuthentication = "insufficient_user_authentication"
  case unmetAuthenticationRequirements = "unmet_authentication_requirements"
  // OpenID Connect Core §3.1.2.6
  case loginRequired = "login_required"
  case consentRequired = "consent_required"
  case interactionRequired = "interaction_required"
  case accountSelectionRequired = "account_selection_required"
  case requestNotSupported = "request_not_supported"
  case requestURINotSupported = "request_uri_not_supported"
  case registrationNotSupported = "registration_not_supported"
  // RFC 9101 §7
  case invalidRequestURI = "invalid_request_uri"
  case invalidRequestObject = "invalid_request_object"
  // OpenID4VCI 1.0 §8.3.1, §11.3
  case invalidCredentialRequest = "invalid_credential_request"
  case unknownCredentialConfiguration = "unknown_credential_configuration"
  case unknownCredentialIdentifier = "unknown_credential_identifier"
  case invalidProof = "invalid_proof"
  case invalidNonce = "invalid_nonce"
  case invalidEncryptionParameters = "invalid_encryption_parameters"
  case credentialRequestDenied = "credential_request_denied"
  case invalidNotificationID = "invalid_notification_id"
  case invalidNotificationRequest = "invalid_notification_request"
  // OpenID4VP 1.0 §8.5: what a wallet may answer
  case vpFormatsNotSupported = "vp_formats_not_supported"
  case invalidRequestURIMethod = "invalid_request_uri_method"
  case invalidTransactionData = "invalid_transaction_data"
  case walletUnavailable = "wallet_unavailable"

  /// The status of an answer that carries the code directly and not in a redirect.
  var status: Int {
    switch self {
    case .invalidClient, .invalidToken, .insufficientUserAuthentication: 401
    case .insufficientScope: 403
    case .serverError: 500
    case .temporarilyUnavailable: 503
    default: 400
    }
  }
}
