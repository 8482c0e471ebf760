/// What kind of software a client is (OpenID Connect Registration §2).
package enum ApplicationType: String, Sendable, Hashable, CaseIterable {
  /// It has a server: its redirect addresses are https.
  case web
  /// It runs on the person's device: its redirect addresses are https addresses that the system gives to it (RFC 8252
  /// §7.2), or of the loopback interface, where it may come with any port (§7.3). Schemes of its own (§7.1) are not
  /// taken: another application can claim the same.
  case native
}
