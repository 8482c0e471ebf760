// The BackchannelAuthentication room lets a client ask for a login that begins with a clerk and not in the enterprise's
// browser (OpenID Connect Client-Initiated Backchannel Authentication Core 1.0, CIBA). A wallet has no push channel here,
// so the answer to the client carries a link beside the `auth_req_id`: the clerk's screen opens it and shows the moving
// code of every login, or a phone opens it and goes on to its own wallet. The holder sees the clerk's words in the signed
// request and approves; the client fetches the tokens, at intervals or when it is told.
// Neighbours: Clients (who may), Authorization (who signed it), SignIn (how the holder approves), Delivery (who is told),
// AwaitedLogin (how the client fetches the tokens). The nearest relative is Device.

package import JOSE

/// A login that a client asked for and waits for.
package struct BackchannelAuthentication: Sendable, Hashable {
  /// What was accepted, as a request that a holder may approve.
  package let request: AuthorizationRequest
  /// When the client asked.
  package let askedAt: NumericDate

  /// Gathers one.
  package init(_ request: AuthorizationRequest, askedAt: NumericDate) {
    self.request = request
    self.askedAt = askedAt
  }
}
