/// How a request came from the browser to the wallet. The channel is part of the ticket, so a QR code and a link never
/// share a `request_uri` and neither can be passed off as the other.
package enum Channel: String, Sendable, Hashable, CaseIterable {
  /// Read from the screen of another device.
  case code = "q"
  /// A link opened on the device that shows the page.
  case link = "l"
  /// Eight digits read from the screen and typed into the wallet.
  case typed = "t"

  /// Whether the wallet is on the device that shows the page.
  package var isSameDevice: Bool {
    switch self {
    case .link: true
    case .code, .typed: false
    }
  }

  /// The level of a login through this channel.
  package var authenticationLevel: String {
    isSameDevice ? AuthenticationLevel.sameDevice : AuthenticationLevel.crossDevice
  }
}
