import JOSE
import OAuth
import OAuthHTTP

extension ClientDocument {
  /// The members of CIBA §4. Whoever is not registered for the grant asks for nobody; a delivery mode without the grant is
  /// a mistake, and so is the grant without a mode.
  func backchannelAuthentication(
    grantTypes: Set<GrantType>, by method: ClientAuthenticationMethod, keys: ClientKeySource,
    profile: SecurityProfile?
  ) throws(ClientMetadataRejection) -> BackchannelRegistration? {
    let (mode, endpoint) = ("backchannel_token_delivery_mode", "backchannel_client_notification_endpoint")
    let algorithm = "backchannel_authentication_request_signing_alg"
    guard grantTypes.contains(.ciba) else {
      for member in [mode, endpoint, algorithm] where try string(member) != nil { throw .init(member, .inconsistent) }
      return nil
    }
    // Who asks for others proves who it is (§7.1).
    if case .none = method { throw .init("grant_types", .inconsistent) }
    guard try !flag("backchannel_user_code_parameter") else {
      throw .init("backchannel_user_code_parameter", .unsupported)
    }
    let address = try notificationAddress(endpoint)
    let delivery: BackchannelRegistration.Delivery
    switch (try string(mode), address) {
    case (nil, _): throw .init(mode, .missing)
    case ("poll", nil): delivery = .poll
    case ("poll", .some): throw .init(endpoint, .inconsistent)
    case ("ping", let address?): delivery = .ping(address)
    case ("ping", nil): throw .init(endpoint, .missing)
    case (.some, _): throw .init(mode, .unsupported)
    }
    return BackchannelRegistration(
      delivery: delivery, signedBy: try signing(algorithm, keys: keys, profile: profile))
  }

  private func notificationAddress(_ member: String) throws(ClientMetadataRejection) -> WebAddress? {
    guard let text = try string(member) else { return nil }
    guard let address = WebAddress(text) else { throw .init(member, .unsafeAddress) }
    return address
  }

  private func signing(
    _ member: String, keys: ClientKeySource, profile: SecurityProfile?
  ) throws(ClientMetadataRejection) -> SignatureAlgorithm? {
    guard let name = try string(member) else { return nil }
    guard let algorithm = SignatureAlgorithm(rawValue: name) else { throw .init(member, .unsupported) }
    guard SecurityProfile.admits(algorithm, under: profile) else { throw .init(member, .inconsistent) }
    guard keys != .absent else { throw .init("jwks", .missing) }
    return algorithm
  }
}
