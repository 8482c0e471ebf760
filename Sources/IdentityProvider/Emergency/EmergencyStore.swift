package import JOSE
package import OAuth

/// Keeps what operators stop, and ends what hangs on it. Each verb is one transaction; every change of the state raises
/// its version.
package protocol EmergencyStore: Sendable {
  /// Everything that is stopped.
  func state() async throws -> EmergencyState
  /// A number that every change raises.
  func version() async throws -> Int
  /// Begins a lockdown, or puts it in the place of the one in force.
  func lock(_ lockdown: Lockdown) async throws
  /// Ends the lockdown. False when there was none.
  func unlock() async throws -> Bool
  /// Blocks a licence and ends every login that was made with it.
  func block(_ licence: BlockedLicence, at now: NumericDate) async throws -> EmergencyReach
  /// Takes a block back; what was ended stays ended. False when there was none.
  func unblock(_ uscc: String) async throws -> Bool
  /// Takes a client out of service and ends what it was given. Nil when there is no such client.
  func revoke(_ client: ClientID, at now: NumericDate) async throws -> EmergencyReach?
  /// Accepts no more licences of an issuer and ends the logins of its region.
  func revoke(_ issuer: TrustEntry, at now: NumericDate) async throws -> EmergencyReach
  /// What a measure would end.
  func reach(of scope: EmergencyScope, at now: NumericDate) async throws -> EmergencyReach
  /// Ends the sessions and grants; people log in anew.
  func end(_ scope: EmergencyScope, at now: NumericDate) async throws -> EmergencyReach
}

/// Whose sessions and grants are meant.
package enum EmergencyScope: Sendable, Hashable {
  case everybody
  /// Of an enterprise, by its credit code.
  case licence(String)
  /// What a client was given. The single sign-on sessions of people stay: they are not the client's.
  case client(ClientID)
  /// Logins by licences of a region's issuers.
  case region(String)
}

/// How much hangs on something.
package struct EmergencyReach: Sendable, Hashable {
  /// Single sign-on sessions of browsers.
  package let sessions: Int
  /// Grants from which tokens can come.
  package let grants: Int
  /// The clients that hold these grants.
  package let clients: Int
  /// The enterprises, as far as they are known: those that logged in since this is recorded.
  package let licences: Int

  package init(sessions: Int, grants: Int, clients: Int, licences: Int) {
    self.sessions = sessions
    self.grants = grants
    self.clients = clients
    self.licences = licences
  }
}
