package import ELicence
package import JOSE
package import OAuth

/// What opening an order takes.
package struct NewOrder: Sendable {
  package let id: OrderID
  package let browser: SecretDigest<BrowserSecret>
  /// The network address that asks, shortened to what is counted as one source.
  package let source: String
  package let request: AuthorizationRequest
  package let context: LoginContext
  package let isShared: Bool
  package let expiresAt: NumericDate
  /// The order of the same browser whose place it takes; nil where it takes none.
  package let former: OrderID?
  /// The caps on living orders (RFC 9700 says nothing; a flood of /authorize must not fill the disk).
  package let perClient: Int
  package let perSource: Int

  package init(
    id: OrderID, browser: SecretDigest<BrowserSecret>, source: String, request: AuthorizationRequest,
    context: LoginContext, isShared: Bool, expiresAt: NumericDate, former: OrderID? = nil, perClient: Int,
    perSource: Int
  ) {
    self.id = id
    self.browser = browser
    self.source = source
    self.request = request
    self.context = context
    self.isShared = isShared
    self.expiresAt = expiresAt
    self.former = former
    self.perClient = perClient
    self.perSource = perSource
  }
}

/// What became of opening an order.
package enum OrderOpening: Sendable, Hashable {
  case opened
  /// Opened in the place of a former one, which was still under way and is cancelled.
  case tookPlace
  /// This client has as many living orders as it may.
  case tooManyForClient
  /// This network address has as many living orders as it may.
  case tooManyForSource
}
