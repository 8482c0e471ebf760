package import JOSE
package import OAuth

/// A grant before it is issued.
package struct NewGrant: Sendable {
  /// Its name.
  package let id: GrantID
  /// Who may use it.
  package let clientID: ClientID
  /// The session it is made in.
  package let sessionID: SessionID
  /// What it stands on.
  package let presentationID: PresentationID
  /// The enterprise's `sub` for this client.
  package let subject: String
  /// What is granted.
  package let scopes: ScopeSet
  /// Single facts granted beside the scopes.
  package let claims: ClaimsRequest?
  /// The address that the code is sent to, byte for byte.
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
  /// The thumbprint of the DPoP key that alone may redeem the code (`dpop_jkt`, RFC 9449 §10); nil where any may.
  package let dpopKey: String?

  /// Gathers a grant. `subject` comes from `SubjectIdentifiers`, `expiresAt` from `TokenLifetimes.grantExpiry`.
  package init(
    id: GrantID, clientID: ClientID, sessionID: SessionID, presentationID: PresentationID, subject: String,
    scopes: ScopeSet, claims: ClaimsRequest?, redirectURI: String, codeChallenge: CodeChallenge, nonce: String?,
    authTime: NumericDate, expiresAt: NumericDate, endsWithSession: Bool, resources: [String] = [],
    details: AuthorizationDetails = .none, dpopKey: String? = nil
  ) {
    self.id = id
    self.clientID = clientID
    self.sessionID = sessionID
    self.presentationID = presentationID
    self.subject = subject
    self.scopes = scopes
    self.claims = claims
    self.redirectURI = redirectURI
    self.codeChallenge = codeChallenge
    self.nonce = nonce
    self.authTime = authTime
    self.expiresAt = expiresAt
    self.endsWithSession = endsWithSession
    self.resources = resources
    self.details = details
    self.dpopKey = dpopKey
  }
}
