/// What is known of a credential now.
package enum CredentialStatus: Sendable, Hashable, CaseIterable {
  case valid
  case invalid
  case suspended
  /// The list could not be had, is out of date, was not signed by the right authority or has no such index.
  case unavailable
}
