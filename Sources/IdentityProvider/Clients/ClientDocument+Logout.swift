import OAuth
import OAuthHTTP

extension ClientDocument {
  /// `backchannel_logout_uri` and `backchannel_logout_session_required` (OpenID Connect Back-Channel Logout 1.0 §2.2).
  func backChannelLogout() throws(ClientMetadataRejection) -> LogoutAddress? { try logoutAddress("backchannel") }

  /// `frontchannel_logout_uri` and `frontchannel_logout_session_required`; the address is at one of the sites that codes
  /// are sent to (OpenID Connect Front-Channel Logout 1.0 §2).
  func frontChannelLogout(_ redirects: [WebAddress]) throws(ClientMetadataRejection) -> LogoutAddress? {
    guard let registered = try logoutAddress("frontchannel") else { return nil }
    guard redirects.contains(where: { $0.authority == registered.address.authority }) else {
      throw .init("frontchannel_logout_uri", .inconsistent)
    }
    return registered
  }

  private func logoutAddress(_ channel: String) throws(ClientMetadataRejection) -> LogoutAddress? {
    let member = "\(channel)_logout_uri"
    let isSessionRequired = try flag("\(channel)_logout_session_required")
    guard let text = try string(member) else { return nil }
    guard let address = WebAddress(text) else { throw .init(member, .unsafeAddress) }
    return LogoutAddress(address: address, isSessionRequired: isSessionRequired)
  }
}
