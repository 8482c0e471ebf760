import ELicence
import OAuth

/// The `acr` values that a login can have (OpenID Connect Core §2, RFC 9470).
package enum AuthenticationLevel {
  /// The wallet and the browser are on one device, and the login came back to the cookie that began it.
  package static let sameDevice = DeviceBinding.sameDevice.acr(.standard)
  /// The wallet read the request from another screen.
  package static let crossDevice = DeviceBinding.crossDevice.acr(.standard)
  /// The same two by a licence whose region makes less sure of its holders.
  package static let low = DeviceBinding.allCases.map { $0.acr(.low) }
  /// All of them, the strongest first.
  package static let all = [sameDevice, crossDevice] + low

  /// The level that the login must have: by the client's registration, by an essential `acr`, or because the values
  /// that we know among `acr_values` leave only one.
  package static func demanded(by request: AuthorizationRequest, of client: Client) -> String? {
    if client.requiresSameDevice { return sameDevice }
    let essential = request.claims?.essentialACRValues ?? []
    let known = (essential.isEmpty ? request.acrValues : essential).filter(all.contains)
    let acrossDevices = [crossDevice, DeviceBinding.crossDevice.acr(.low)]
    return known.isEmpty || known.contains(where: acrossDevices.contains) ? nil : sameDevice
  }

  /// Whether a login of this `acr` may answer: on one device where that is demanded, and by a region that makes sure
  /// of its holders where the client insists on such values only.
  package static func suffices(_ acr: String, for request: AuthorizationRequest, of client: Client) -> Bool {
    let onOneDevice = [sameDevice, DeviceBinding.sameDevice.acr(.low)]
    if demanded(by: request, of: client) != nil, !onOneDevice.contains(acr) { return false }
    let essential = (request.claims?.essentialACRValues ?? []).filter(all.contains)
    return essential.isEmpty || essential.contains(where: low.contains) || !low.contains(acr)
  }

  /// Whether the client insists on levels of which we offer none (OpenID Connect Core §5.5.1.1).
  package static func isOutOfReach(_ request: AuthorizationRequest) -> Bool {
    let essential = request.claims?.essentialACRValues ?? []
    return !essential.isEmpty && !essential.contains(where: all.contains)
  }
}
