package import JOSE
package import OAuth

// The Session room keeps single sign-on sessions: one per browser, opened by a completed login.
// SignIn opens them, Authorization asks what was approved for a client, Logout and "not me" end them.
// A browser proves its session by a secret cookie (`SessionCookie`); the store knows its digest only.

/// A browser in which a holder is logged in.
package struct Session: Sendable {
  /// Its public name: `sid` in ID tokens. A new login always gets a new one.
  package let id: SessionID
  /// What the login stood on.
  package let presentationID: PresentationID
  /// The enterprise that is logged in.
  package let uscc: String
  /// The authentication context class that the login reached.
  package let acr: String
  /// How it was done.
  package let amr: [String]
  /// When the holder proved possession.
  package let authTime: NumericDate
  /// When the browser last showed its cookie, to the minute.
  package let lastSeen: NumericDate
  /// When it ends at the latest; idleness may end it before.
  package let expiresAt: NumericDate
  /// On a shared computer nothing is remembered beyond the one portal.
  package let isShared: Bool
  /// What was approved, client by client. A client gets no more than its own entry.
  package let approvals: [ClientID: Approval]
  /// The sessions in whose place it came, by new logins of the same person in the same browser. Clients hold ID tokens
  /// of them.
  package let formers: [SessionID]

  /// Gathers a session.
  package init(
    id: SessionID, presentationID: PresentationID, uscc: String, acr: String, amr: [String], authTime: NumericDate,
    lastSeen: NumericDate, expiresAt: NumericDate, isShared: Bool, approvals: [ClientID: Approval],
    formers: [SessionID] = []
  ) {
    self.id = id
    self.presentationID = presentationID
    self.uscc = uscc
    self.acr = acr
    self.amr = amr
    self.authTime = authTime
    self.lastSeen = lastSeen
    self.expiresAt = expiresAt
    self.isShared = isShared
    self.approvals = approvals
    self.formers = formers
  }

  /// How many former sessions are remembered; a working day does not have more logins of one person in one browser.
  package static let formersKept = 16

  /// What was approved for one client.
  package struct Approval: Sendable, Hashable {
    /// The scopes.
    package let scopes: ScopeSet
    /// Single facts beside the scopes.
    package let claims: ClaimsRequest?

    /// Gathers an approval.
    package init(scopes: ScopeSet, claims: ClaimsRequest?) {
      self.scopes = scopes
      self.claims = claims
    }
  }
}
