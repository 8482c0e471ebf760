/// What happened. The words are kept for years: one that was released is never given another meaning.
package enum AuditAction: String, Sendable, CaseIterable {
  // Logins.
  case loginApproved = "login_approved"
  case loginDenied = "login_denied"
  /// Stopped in the browser.
  case loginCancelled = "login_cancelled"
  case loginRefused = "login_refused"
  case loginCompleted = "login_completed"
  /// "This was not me", said from the phone's receipt.
  case loginDisowned = "login_disowned"
  case numbersExhausted = "numbers_exhausted"
  case sessionEnded = "session_ended"
  /// A client could not be told that a session ended, however often it was tried.
  case logoutUndelivered = "logout_undelivered"
  /// A holder took back what was approved for a client.
  case consentRevoked = "consent_revoked"
  // What clients do.
  case codeReplayed = "code_replayed"
  case refreshReused = "refresh_reused"
  case clientAuthenticationFailed = "client_authentication_failed"
  /// A department got a token for another one, by one that it was called with.
  case tokenExchanged = "token_exchanged"
  /// A device elsewhere fetched what a holder approved for it.
  case deviceAuthorized = "device_authorized"
  /// A client fetched the login that it asked a holder for.
  case backchannelAuthorized = "backchannel_authorized"
  /// Somebody typed wrong codes of devices, too often.
  case userCodesExhausted = "user_codes_exhausted"
  /// Name or identity document of the acting person were given to a client.
  case identityReleased = "identity_released"
  // What operators, and the schedule, do.
  case keyAnnounced = "key_announced"
  case keyPromoted = "key_promoted"
  case keyRetired = "key_retired"
  case keyRemoved = "key_removed"
  case clientAdded = "client_added"
  case clientChanged = "client_changed"
  case clientRemoved = "client_removed"
  /// A licence issuer came into the trust list.
  case trustAdded = "trust_added"
  case trustChanged = "trust_changed"
  case licencesImported = "licences_imported"
  case licenceChanged = "licence_changed"
  case licenceOffered = "licence_offered"
  case credentialIssued = "credential_issued"
  case holderWithdrawn = "holder_withdrawn"
  case operatorCommand = "operator_command"
  /// A server started with these settings.
  case settingsRead = "settings_read"
  // About the log itself.
  /// Somebody searched or exported the log.
  case auditRead = "audit_read"
  /// Personal details of a range of leaves were erased after their retention.
  case detailsErased = "details_erased"
  /// So many more of the same were not recorded one by one.
  case eventsSuppressed = "events_suppressed"
}
