package import JOSE
package import OAuth

// The Grant room keeps what a login left behind: the presentation and one row per grant, updated in place.
// SignIn makes grants; Token redeems and refreshes them; Introspection and UserInfo ask whether they live;
// Revocation, Logout and "not me" end them. No access token is stored: each carries its grant's name.

/// What a holder's approval gives one client.
package final class Grant: Sendable {
  /// Its name; part of the `jti` of every access token that hangs on it.
  package let id: GrantID
  /// Who may use it.
  package let clientID: ClientID
  /// The single sign-on session it was made in.
  package let sessionID: SessionID
  /// What it stands on.
  package let presentationID: PresentationID
  /// The enterprise's `sub` for this client.
  package let subject: String
  /// What was granted.
  package let scopes: ScopeSet
  /// Single facts that were granted beside the scopes.
  package let claims: ClaimsRequest?
  /// The address that the code was sent to, byte for byte.
  package let redirectURI: String
  /// What the code's redeemer must know the verifier of.
  package let codeChallenge: CodeChallenge
  /// Echoed in the ID token.
  package let nonce: String?
  /// When the holder proved possession.
  package let authTime: NumericDate
  /// When nothing may come from it any more.
  package let expiresAt: NumericDate
  /// Whether it ends when its session does, by idleness too: so on a shared computer.
  package let endsWithSession: Bool
  /// The resources that were asked for; none means all of the client's (RFC 8707 §2.1).
  package let resources: [String]
  /// What it is for, in detail (RFC 9396).
  package let details: AuthorizationDetails
  /// The thumbprint of the DPoP key that alone may redeem the code; nil where any may.
  package let dpopKey: String?
  /// What its refresh tokens are bound to, since the code was redeemed; nil where their client proves itself.
  package let confirmation: Confirmation?
  /// How often a refresh token was exchanged for its successor; the latest token has this number.
  package let generation: Int
  /// When it was taken back.
  package let revokedAt: NumericDate?

  /// Reads a grant that a store keeps.
  package init(
    stored grant: NewGrant, confirmation: Confirmation?, generation: Int, revokedAt: NumericDate?
  ) {
    id = grant.id
    clientID = grant.clientID
    sessionID = grant.sessionID
    presentationID = grant.presentationID
    subject = grant.subject
    scopes = grant.scopes
    claims = grant.claims
    redirectURI = grant.redirectURI
    codeChallenge = grant.codeChallenge
    nonce = grant.nonce
    authTime = grant.authTime
    expiresAt = grant.expiresAt
    endsWithSession = grant.endsWithSession
    resources = grant.resources
    details = grant.details
    dpopKey = grant.dpopKey
    self.confirmation = confirmation
    self.generation = generation
    self.revokedAt = revokedAt
  }

  /// Whether something may still come from it.
  package func isAlive(at now: NumericDate) -> Bool { revokedAt == nil && now < expiresAt }
}
