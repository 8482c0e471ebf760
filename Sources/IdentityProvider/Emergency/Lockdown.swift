package import JOSE

// The Emergency room knows what an operator has stopped: everything or the logins (`Lockdown`), and the enterprises
// whose licences are blocked here whatever their issuer says. Operators write it through `EmergencyStore`; a server
// reads it through `EmergencyDirectory`, which follows the database. `LockdownGate` stands before other rooms.

/// That nobody logs in for the time being, or that nothing is given at all.
package struct Lockdown: Sendable, Hashable {
  /// How much is stopped.
  package enum Level: String, Sendable, Hashable, CaseIterable {
    /// Nobody logs in, a session gives no code to another portal. Codes that were sent, refresh tokens, UserInfo and
    /// introspection go on.
    case logins
    /// As `logins`; besides, no token is issued or refreshed, UserInfo gives nothing and introspection says "inactive".
    case everything
  }

  /// Why, as far as people are told. A closed list: a page must not say more than was meant to be said.
  package enum Cause: String, Sendable, Hashable, CaseIterable {
    /// Planned work.
    case maintenance
    /// A danger is being dealt with.
    case security
    /// Another authority's system that logins need is out of order.
    case upstream
  }

  package let level: Level
  package let cause: Cause
  /// The operator's words; never shown to people.
  package let reason: String
  package let since: NumericDate

  package init(level: Level, cause: Cause, reason: String, since: NumericDate) {
    self.level = level
    self.cause = cause
    self.reason = reason
    self.since = since
  }

  /// What a room does that a lockdown may stop.
  package enum Activity: Sendable, Hashable, CaseIterable {
    /// Beginning, approving or finishing a login, and answering one from a session.
    case login
    /// Issuing and refreshing tokens.
    case token
    /// Telling what is known of a person or an enterprise.
    case userInfo
    /// Saying that a token is good.
    case introspection
  }

  /// Whether this is stopped. What only takes away (logout, revocation, "not me") and what others depend on (key set,
  /// discovery, health) never is.
  package func stops(_ activity: Activity) -> Bool {
    switch (level, activity) {
    case (.logins, .login), (.everything, .login), (.everything, .token), (.everything, .userInfo),
      (.everything, .introspection):
      true
    case (.logins, .token), (.logins, .userInfo), (.logins, .introspection): false
    }
  }
}
