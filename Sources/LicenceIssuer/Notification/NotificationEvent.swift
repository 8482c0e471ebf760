// The Notification room hears from wallets whether a credential arrived (OpenID4VCI 1.0 §11). It records the last event
// beside the credential that the Credential room issued, and answers the same when it is told twice.

/// What a wallet says of a credential (OpenID4VCI 1.0 §11.1).
package enum NotificationEvent: String, Sendable, Hashable, CaseIterable {
  /// It was stored.
  case accepted = "credential_accepted"
  /// It could not be stored.
  case failure = "credential_failure"
  /// The person did not want it.
  case deleted = "credential_deleted"
}
