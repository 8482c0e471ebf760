/// What a signing key is for. A key is never used for two things.
package enum KeyUse: String, Sendable, CaseIterable {
  /// Access and ID tokens.
  case token
  /// Requests that wallets are asked to answer (RFC 9101), signed by a key that a certificate vouches for.
  case requestObject = "request_object"
  /// Licence credentials.
  case credential
  /// Status list tokens.
  case statusList = "status_list"
  /// Checkpoints of the audit log.
  case audit

  /// Whether verifiers find the key by its certificate chain (`x5c`).
  package var needsCertificate: Bool {
    switch self {
    case .token, .audit: false
    case .requestObject, .credential, .statusList: true
    }
  }
}
