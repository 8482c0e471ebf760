extension ClientDocument {
  /// RFC 9449 §5.2 and RFC 8705 §3.4; a token is bound to one key.
  func senderConstraint() throws(ClientMetadataRejection) -> SenderConstraint {
    let (dpop, certificate) = ("dpop_bound_access_tokens", "tls_client_certificate_bound_access_tokens")
    switch (try flag(dpop), try flag(certificate)) {
    case (false, false): return .none
    case (true, false): return .dpop
    case (false, true): return .certificate
    case (true, true): throw .init(certificate, .inconsistent)
    }
  }
}
