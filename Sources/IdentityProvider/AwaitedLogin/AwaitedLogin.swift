// The AwaitedLogin room is what two ways to log in share in which a person approves at one place and the tokens are fetched
// at another, by polling: device authorization (RFC 8628) and backchannel authentication (CIBA). It says what is waited
// for, by what it is fetched, and decides the race of those who ask.
// Neighbours: Device and BackchannelAuthentication (how it begins), SignIn (how the person approves), Grant, Token.

package import OAuth

/// Who waits for a login that a person approves elsewhere.
package enum AwaitedLogin: String, Sendable, Hashable, CaseIterable {
  /// A device (RFC 8628).
  case device
  /// A client that asked by the back channel (CIBA).
  case backchannel
}

extension AwaitedLogin {
  /// By what it is fetched at the token endpoint.
  package var grantType: GrantType {
    switch self {
    case .device: .deviceCode
    case .backchannel: .ciba
    }
  }

  /// The parameter that names it (RFC 8628 §3.4, CIBA §10.1).
  var parameter: String {
    switch self {
    case .device: "device_code"
    case .backchannel: "auth_req_id"
    }
  }

  /// What a presented parameter stands for; nil where it can be none of ours.
  func key(_ presented: String) -> AwaitedAnswer.Key? {
    switch self {
    case .device: BearerSecret<DeviceCodeSecret>(presented: presented).map { .device($0.digest) }
    case .backchannel: BearerSecret<AuthenticationRequestSecret>(presented: presented).map { .backchannel($0.digest) }
    }
  }

  /// The most that this client may fetch by now; nil where no operator allowed it to.
  func scopes(of client: Client) -> ScopeSet? {
    switch self {
    case .device: client.deviceScopes?.intersection(client.scopes)
    case .backchannel: client.scopes
    }
  }
}
