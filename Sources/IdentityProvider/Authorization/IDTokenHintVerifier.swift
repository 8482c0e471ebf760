package import JOSE
package import OAuth

/// Reads the subject of an ID token that a client shows us again (`id_token_hint`). Its age does not matter: it only
/// says whom the client means (OpenID Connect Core §3.1.2.1).
package struct IDTokenHintVerifier: Sendable {
  let issuer: Issuer
  private let key: @Sendable (_ keyID: String) -> VerificationKey?

  /// Verifies with our own published keys.
  package init(issuer: Issuer, key: @escaping @Sendable (_ keyID: String) -> VerificationKey?) {
    self.issuer = issuer
    self.key = key
  }

  /// The `sub`, when the token is signed by us and was made for this client.
  package func subject(of hint: String, for client: ClientID) -> String? {
    do {
      let token = try UnverifiedJWS(compact: hint)
      guard let keyID = token.keyID, let key = key(keyID) else { return nil }
      // An access token says `at+jwt`, so it cannot stand in for an ID token (RFC 9068 §4).
      let claims = try token.verified(by: key, type: "JWT")
      guard claims["iss"]?.string == issuer.value, claims["aud"]?.string == client.value else { return nil }
      return claims["sub"]?.string
    } catch {
      return nil
    }
  }
}
