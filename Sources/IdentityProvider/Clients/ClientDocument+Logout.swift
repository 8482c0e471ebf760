import OAuth
import OAuthHTTP

extension ClientDocument {
  /// `backchannel_logout_uri` and `backchannel_logout_session_required` (OpenID Connect Back-Channel Logout 1.0 §2.2).
  func backChannelLogout() throws(ClientMetadataRejection) -> LogoutAddress? { try logoutAddress("backchannel") }

  private func logoutAddress(_ channel: String) throws(ClientMetadataRejection) -> LogoutAddress? {
    let member = "\(channel)_logout_uri"
    let isSessionRequired = try flag("\(channel)_logout_session_required")
    guard let text = try string(member) else { return nil }
    guard let address = WebAddress(text) else { throw .init(member, .unsafeAddress) }
    return LogoutAddress(address: address, isSessionRequired: isSessionRequired)
  }
}
