/// How long the tokens of the licence issuer are good.
package struct IssuanceTokenPolicy: Sendable, Hashable {
  /// Seconds of an access token.
  package let accessLifetime: Int
  /// Seconds after the last refresh for which a wallet can still obtain its licence anew without a visit.
  package let grantLifetime: Int

  /// Ten minutes, and four hundred days, unless told otherwise.
  package init(accessLifetime: Int = 600, grantLifetime: Int = 400 * 86_400) {
    self.accessLifetime = accessLifetime
    self.grantLifetime = grantLifetime
  }
}
