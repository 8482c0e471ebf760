/// What the authorization endpoint answers with (RFC 6749 §3.1.1). The implicit types have no case: RFC 9700 §2.1.2.
package enum ResponseType: String, Sendable, Hashable, CaseIterable {
  /// RFC 6749 §4.1.1.
  case code
}
