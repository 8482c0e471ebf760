import OAuth

/// Why a device gets no code, or no tokens (RFC 8628 §3.2, §3.5).
enum DeviceRefusal: Error, Sendable, Hashable, CaseIterable {
  /// No operator allowed the client to log in devices.
  case notAllowed
  case missingDeviceCode
  case unknownDeviceCode
  /// Another client's; it is void now.
  case foreignDeviceCode
  case usedDeviceCode
  case pending
  case slowDown
  case denied
  case expired

  /// What the device is told.
  var error: OAuthError {
    switch self {
    case .notAllowed:
      OAuthError(.unauthorizedClient, "no operator allowed this client to log in devices (tongzhao_device_scopes)")
    case .missingDeviceCode: OAuthError(.invalidRequest, "device_code is missing")
    case .unknownDeviceCode: OAuthError(.invalidGrant, "the device code is unknown: ask for a new one")
    case .foreignDeviceCode: OAuthError(.invalidGrant, "the device code was issued to another client and is void")
    case .usedDeviceCode: OAuthError(.invalidGrant, "the device code was used before: ask for a new one")
    case .pending: OAuthError(.authorizationPending, "the person has not decided yet: ask again after the interval")
    case .slowDown: OAuthError(.slowDown, "asked too early: wait five seconds longer between requests from now on")
    case .denied: OAuthError(.accessDenied, "the person refused, or stopped the login")
    case .expired: OAuthError(.expiredToken, "the device code has expired: ask for a new one")
    }
  }

  /// The refusal in an answer to a device that asked; nil where it gets what was approved.
  init?(_ poll: AwaitedPoll) {
    switch poll {
    case .approved: return nil
    case .pending: self = .pending
    case .slowDown: self = .slowDown
    case .denied: self = .denied
    case .expired: self = .expired
    case .used: self = .usedDeviceCode
    case .otherClient: self = .foreignDeviceCode
    case .unknown: self = .unknownDeviceCode
    }
  }
}
