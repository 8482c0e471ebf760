/// Which of the two servers is meant.
package enum ServerKind: String, Sendable, Hashable, CaseIterable {
  case identityProvider = "identity-provider"
  case licenceIssuer = "licence-issuer"
}
