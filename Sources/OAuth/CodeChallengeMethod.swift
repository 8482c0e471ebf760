/// How a code challenge follows from its verifier (RFC 7636 §4.3). `plain` has no case: RFC 9700 §2.1.1.
package enum CodeChallengeMethod: String, Sendable, Hashable, CaseIterable {
  /// BASE64URL(SHA-256(verifier)).
  case s256 = "S256"
}
