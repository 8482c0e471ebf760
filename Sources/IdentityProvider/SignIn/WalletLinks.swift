import OAuth

/// The links that open a wallet with a request (OpenID4VP 1.0 §5.10, RFC 9101 §5).
package struct WalletLinks: Sendable, Hashable {
  /// The parameters that a wallet needs.
  package let parameters: [(String, String)]
  private let webWallet: String?

  package init(clientID: String, requestURI: String, webWallet: String?) {
    parameters = [("client_id", clientID), ("request_uri", requestURI), ("request_uri_method", "post")]
    self.webWallet = webWallet
  }

  /// For a wallet that is installed on the device.
  package var installed: String { Percent.appendQuery(to: "openid4vp://authorize", parameters) }

  /// For the web wallet, when there is one.
  package var web: String? { webWallet.map { Percent.appendQuery(to: $0, parameters) } }

  package static func == (left: WalletLinks, right: WalletLinks) -> Bool {
    left.installed == right.installed && left.webWallet == right.webWallet
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(installed) }
}
