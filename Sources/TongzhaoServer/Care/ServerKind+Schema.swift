package import SQLStore

extension ServerKind {
  /// The tables of this server's database.
  package var schema: Schema {
    switch self {
    case .identityProvider: .identityProvider
    case .licenceIssuer: .licenceIssuer
    }
  }
}
