/// How a login was made, as it is counted: in metrics and in the usage that departments are told.
package enum LoginScenario: String, Sendable, Hashable, CaseIterable {
  /// The code on the screen was read by a wallet on another device.
  case crossDevice = "cross_device"
  /// The wallet is on the device that shows the page.
  case sameDevice = "same_device"
  /// Eight digits were typed into the wallet.
  case typedCode = "typed_code"
  /// A running session answered, and nobody was asked.
  case singleSignOn = "single_sign_on"
  /// The login ended before any wallet had come.
  case unscanned

  package init(_ channel: Channel?) {
    switch channel {
    case .code: self = .crossDevice
    case .link: self = .sameDevice
    case .typed: self = .typedCode
    case nil: self = .unscanned
    }
  }
}

/// How a login ended, as it is counted.
package enum LoginOutcome: String, Sendable, Hashable, CaseIterable {
  /// The client has its code.
  case completed
  /// The holder refused in the wallet.
  case denied
  /// Wrong numbers too often, or a return in another browser.
  case failed
  /// Stopped in the browser.
  case cancelled
}
