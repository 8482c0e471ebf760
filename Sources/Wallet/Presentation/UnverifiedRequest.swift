import JOSE
import LibCrypto

/// A signed request as it came, with what is known of how it came. Nothing in it is believed.
struct UnverifiedRequest: Sendable {
  /// Requests carry chains and queries; more than this is none.
  static let maximumLength = 131_072

  let compact: String
  /// The `client_id` of the link.
  let clientID: String
  /// The `request_uri`.
  let address: WebAddress
  /// The nonce that was posted; nil when the request was fetched without.
  let walletNonce: String?

  init(compact: String, clientID: String, address: WebAddress, walletNonce: String?) {
    self.compact = compact
    self.clientID = clientID
    self.address = address
    self.walletNonce = walletNonce
  }
}
