/// How the person may be asked (OpenID Connect Core §3.1.2.1).
package enum Prompt: String, Sendable, Hashable, CaseIterable {
  /// Show nothing; answer or fail at once.
  case none
  /// Log in anew even when a session exists.
  case login
  /// Ask for approval anew.
  case consent
  /// Let the person choose the enterprise anew.
  case selectAccount = "select_account"
}
