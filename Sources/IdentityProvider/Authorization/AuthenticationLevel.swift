import OAuth

/// The `acr` values that a login can have (OpenID Connect Core §2, RFC 9470).
package enum AuthenticationLevel {
  /// The wallet and the browser are on one device, and the login came back to the cookie that began it.
  package static let sameDevice = DeviceBinding.sameDevice.acr
  /// The wallet read the request from another screen.
  package static let crossDevice = DeviceBinding.crossDevice.acr
  /// Both, the stronger first.
  package static let all = [sameDevice, crossDevice]

  /// The level that the login must have: by the client's registration, by an essential `acr`, or because the values
  /// that we know among `acr_values` leave only one.
  package static func demanded(by request: AuthorizationRequest, of client: Client) -> String? {
    if client.requiresSameDevice { return sameDevice }
    let essential = request.claims?.essentialACRValues ?? []
    let known = (essential.isEmpty ? request.acrValues : essential).filter(all.contains)
    return known.isEmpty || known.contains(crossDevice) ? nil : sameDevice
  }

  /// Whether the client insists on levels of which we offer none (OpenID Connect Core §5.5.1.1).
  package static func isOutOfReach(_ request: AuthorizationRequest) -> Bool {
    let essential = request.claims?.essentialACRValues ?? []
    return !essential.isEmpty && !essential.contains(where: all.contains)
  }
}
