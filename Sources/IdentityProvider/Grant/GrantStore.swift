package import JOSE
package import OAuth

/// Keeps grants: each verb is one transaction, so that what may happen once happens once, in a race too.
package protocol GrantStore: Sendable {
  /// Keeps a new grant together with its code. Its presentation is made to stay as long as the grant.
  func issue(
    _ grant: NewGrant, code: SecretDigest<AuthorizationCodeSecret>, codeExpires: NumericDate, at now: NumericDate
  ) async throws
  /// Answers a request from the session that the grant is made in: looks whether the ground for it still stands, keeps the
  /// grant with its code, notes what is newly approved in the session, and uses the pushed request up that asked for it.
  /// All of it or nothing.
  func issueFromSession(
    _ grant: NewGrant, code: SecretDigest<AuthorizationCodeSecret>, codeExpires: NumericDate,
    approving approval: Session.Approval, on ground: SilentGround, using pushed: SecretDigest<PushedRequestSecret>?,
    at now: NumericDate
  ) async throws -> SessionAnswer
  /// The grant of a code that this client could redeem now. Looking uses nothing up.
  func redeemable(
    _ code: SecretDigest<AuthorizationCodeSecret>, by client: ClientID, at now: NumericDate
  ) async throws -> Grant?
  /// Redeems a code: one caller gets the grant, which is bound from then on as told, and whoever comes second revokes it
  /// (RFC 6749 §4.1.2).
  func redeem(
    _ code: SecretDigest<AuthorizationCodeSecret>, by client: ClientID, binding: Confirmation?, at now: NumericDate
  ) async throws -> CodeRedemption
  /// Exchanges the refresh token of this generation for its successor.
  func rotate(_ id: GrantID, generation: Int, at now: NumericDate) async throws -> Rotation
  /// The grant, dead or alive; nil once it has been swept away.
  func grant(_ id: GrantID) async throws -> Grant?
  /// Ends a grant, whether or not it lives.
  func revoke(_ id: GrantID, at now: NumericDate) async throws
  /// Ends every grant made in a session.
  func revoke(session: SessionID, at now: NumericDate) async throws
  /// Ends every grant that stands on a presentation.
  func revoke(presentation: PresentationID, at now: NumericDate) async throws
}

extension GrantStore {
  /// Redeems a code whose grant is bound to nothing but its client.
  package func redeem(
    _ code: SecretDigest<AuthorizationCodeSecret>, by client: ClientID, at now: NumericDate
  ) async throws -> CodeRedemption {
    try await redeem(code, by: client, binding: nil, at: now)
  }
}

/// Whether a session answered a request.
package enum SessionAnswer: Sendable, Hashable {
  case issued
  /// It ended a moment ago.
  case sessionOver
  /// Another browser brought the pushed request first.
  case requestUsed
  /// The holder has just taken back what it rested on.
  case approvalGone
}

/// What became of a code.
package enum CodeRedemption: Sendable {
  /// It was good, and is used up.
  case redeemed(Grant)
  /// It had been used before; its grant is revoked now.
  case replayed(GrantID)
  /// Another client's code; its grant is revoked now.
  case otherClient(GrantID)
  /// It came too late, or its grant was revoked before.
  case expired
  /// There is no such code.
  case unknown
}

/// What became of a refresh token that rotates.
package enum Rotation: Sendable {
  /// It is exchanged for this generation.
  case successor(Grant, generation: Int)
  /// It was exchanged within the last seconds and its successor has not been used: the same successor again, since
  /// the first answer may have been lost on the way.
  case repeated(Grant, generation: Int)
  /// An old one: two parties hold tokens of one grant, which is revoked now (RFC 9700 §4.14.2).
  case reuse(GrantID)
  /// The grant is revoked, expired or unknown.
  case gone

  /// How long an answer may be fetched again, in seconds.
  package static let retryInterval = 10
}
