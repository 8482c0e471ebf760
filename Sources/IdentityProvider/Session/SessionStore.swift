package import JOSE
package import OAuth

/// Keeps sessions.
package protocol SessionStore: Sendable {
  /// The living session of a browser that shows this secret. Notes that it was seen.
  func session(secret: SecretDigest<SessionSecret>, at now: NumericDate) async throws -> Session?
  /// The living session of this name.
  func session(_ id: SessionID, at now: NumericDate) async throws -> Session?
  /// The clients that were told of a session, whether or not it lives: those that were given a code in it.
  func told(of id: SessionID) async throws -> [ToldClient]
  /// Opens a session.
  func open(_ session: NewSession, at now: NumericDate) async throws
  /// Notes what was approved for a client, adding to what was approved before. False when the session is over.
  func approve(
    _ approval: Session.Approval, for client: ClientID, in session: SessionID, at now: NumericDate
  ) async throws -> Bool
  /// Ends a session and, in the same transaction, the grants made in it that do not outlive it: those without
  /// `offline_access`; on a shared computer all. False when it was over already.
  @discardableResult func end(_ id: SessionID, at now: NumericDate) async throws -> Bool
}
