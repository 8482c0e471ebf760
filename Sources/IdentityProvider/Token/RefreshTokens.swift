package import JOSE
package import KeyCustody
package import OAuth

/// Refresh tokens are derived and not stored: grant, generation, and a MAC over both. The same generation is always the
/// same token, so a lost answer can be given again.
package struct RefreshTokens: Sendable {
  /// What a refresh token names, once its MAC was verified.
  package struct Named: Sendable, Hashable {
    /// The grant.
    package let grant: GrantID
    /// How many came before it.
    package let generation: Int
  }

  private let secrets: ServerSecrets

  /// With the secrets of purpose `refresh`.
  package init(secrets: ServerSecrets) { self.secrets = secrets }

  /// The token of a grant and generation.
  package func token(
    of grant: GrantID, generation: Int, at now: NumericDate
  ) throws -> BearerSecret<RefreshTokenSecret> {
    let secret = try secrets.current(.refresh, at: now)
    let code = secret.authenticationCode(for: Self.message(grant, generation))
    return BearerSecret(derived: "\(grant.value).\(generation).\(secret.id).\(Base64URL.encode(code))")
  }

  /// What a presented token names; nil when we did not make it.
  package func named(by presented: String, at now: NumericDate) -> Named? {
    // Introspection asks this of every access token too, most of which are longer.
    guard presented.utf8.count <= 128 else { return nil }
    let parts = presented.parts(between: ".")
    guard parts.count == 4, let grant = GrantID(parts[0]), let generation = Int(parts[1]),
      // One text for each number: "+1" and "01" are not how we write it.
      generation >= 0, String(generation) == parts[1], let code = Base64URL.decode(parts[3]), code.count == 32,
      let secret = secrets.secret(.refresh, id: String(parts[2]), at: now),
      secret.isValid(code, for: Self.message(grant, generation))
    else { return nil }
    return Named(grant: grant, generation: generation)
  }

  private static func message(_ grant: GrantID, _ generation: Int) -> [UInt8] {
    Array("refresh/\(grant.value)/\(generation)".utf8)
  }
}
