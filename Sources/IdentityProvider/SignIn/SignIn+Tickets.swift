import JOSE
import KeyCustody
import OAuth
import OAuthHTTP

extension SignIn {
  /// The links that carry a fresh ticket for an order on a channel.
  func links(to order: OrderID, _ channel: Channel, expires: NumericDate, at now: NumericDate) throws -> WalletLinks {
    let key = try keys.current(.requestObject, policy.requestSignature, at: now)
    guard let identity = VerifierIdentity(key, prefix: verifierPrefix) else {
      throw OAuthError(.serverError, "the server cannot sign requests", diagnosis: "no usable certificate")
    }
    let ticket = try RequestTicket(order: order, channel: channel, expires: expires).text(by: secrets, at: now)
    return WalletLinks(
      clientID: identity.clientID, requestURI: issuer.url("/wallet/request/\(ticket)"), webWallet: webWallet)
  }
}
