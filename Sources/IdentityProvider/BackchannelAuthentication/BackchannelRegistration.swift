package import JOSE
package import OAuthHTTP

/// What a client registered of backchannel authentication (CIBA §4).
package struct BackchannelRegistration: Sendable, Hashable {
  /// How it learns that an answer is there.
  package enum Delivery: Sendable, Hashable {
    /// It asks again and again.
    case poll
    /// It is told at this address, and asks then.
    case ping(WebAddress)

    /// The word of `backchannel_token_delivery_mode`.
    package var name: String {
      switch self {
      case .poll: "poll"
      case .ping: "ping"
      }
    }

    /// The modes that are served. Tokens are pushed to nobody: an address in a registration is no proof of who asks.
    package static let names = ["poll", "ping"]
  }

  /// How it learns that an answer is there.
  package let delivery: Delivery
  /// The algorithm that it signs its requests by, all of them; nil where it signs none.
  package let signedBy: SignatureAlgorithm?
}
