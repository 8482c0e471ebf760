package import JOSE
package import OAuth

/// A session before it is opened. It always has a new name and a new secret: one that was known before the login
/// could have been planted (session fixation).
package struct NewSession: Sendable {
  /// Its public name.
  package let id: SessionID
  /// Digest of the browser's secret.
  package let secret: SecretDigest<SessionSecret>
  /// What the login stood on.
  package let presentationID: PresentationID
  /// The enterprise that logs in.
  package let uscc: String
  /// The authentication context class that the login reached.
  package let acr: String
  /// How it was done.
  package let amr: [String]
  /// When the holder proved possession.
  package let authTime: NumericDate
  /// When it ends at the latest, see `SessionLifetimes`.
  package let expiresAt: NumericDate
  /// Seconds without a request after which it ends.
  package let idleAllowance: Int
  /// On a shared computer.
  package let isShared: Bool
  /// The first approval: of the client that asked for the login.
  package let approval: (client: ClientID, what: Session.Approval)

  /// Gathers a session.
  package init(
    id: SessionID, secret: SecretDigest<SessionSecret>, presentation: Presentation, authTime: NumericDate,
    expiresAt: NumericDate, idleAllowance: Int, isShared: Bool,
    approval: (client: ClientID, what: Session.Approval)
  ) {
    self.id = id
    self.secret = secret
    presentationID = presentation.id
    uscc = presentation.uscc
    acr = presentation.acr
    amr = presentation.amr
    self.authTime = authTime
    self.expiresAt = expiresAt
    self.idleAllowance = idleAllowance
    self.isShared = isShared
    self.approval = approval
  }
}
