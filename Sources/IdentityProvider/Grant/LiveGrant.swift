package import JOSE

/// A grant from which something may come now: alive, its client in service, its licence in good standing.
/// Tokens and facts are issued from one of these only, and `LiveGrants` alone makes them.
package struct LiveGrant: Sendable {
  /// The grant.
  package let grant: Grant
  /// What it stands on.
  package let presentation: Presentation
  /// Whose it is.
  package let client: Client

  fileprivate init(grant: Grant, presentation: Presentation, client: Client) {
    self.grant = grant
    self.presentation = presentation
    self.client = client
  }
}

/// Why nothing comes from a grant.
package enum GrantDeath: String, Error, Sendable, Hashable, CaseIterable {
  /// Swept away, or never there.
  case unknown
  case revoked
  case expired
  /// Nobody has used the shared computer for as long as its session allows, or the session is over.
  case sessionOver
  case clientGone
  case presentationGone
  /// The credential behind it has ended: its place in the status list speaks of another one by now.
  case credentialExpired
  /// The person's authority to act for the enterprise is over.
  case delegationOver
  case licenceNotInForce
  /// The state of the licence cannot be established at the moment.
  case standingUnknown
}

/// Asks everything that can have ended a grant. One place, so that no door forgets a question.
package struct LiveGrants: Sendable {
  private let grants: any GrantStore
  private let sessions: any SessionStore
  private let presentations: any PresentationStore
  private let standing: any LicenceStanding
  private let clients: ClientDirectory

  /// Asks these.
  package init(
    grants: any GrantStore, sessions: any SessionStore, presentations: any PresentationStore,
    standing: any LicenceStanding, clients: ClientDirectory
  ) {
    self.grants = grants
    self.sessions = sessions
    self.presentations = presentations
    self.standing = standing
    self.clients = clients
  }

  /// The grant of this name, if something may come from it.
  package func live(_ id: GrantID, at now: NumericDate) async throws -> Result<LiveGrant, GrantDeath> {
    guard let grant = try await grants.grant(id) else { return .failure(.unknown) }
    return try await live(grant, at: now)
  }

  /// The grant that was just read, if something may come from it.
  package func live(_ grant: Grant, at now: NumericDate) async throws -> Result<LiveGrant, GrantDeath> {
    // 1. The grant itself.
    guard grant.revokedAt == nil else { return .failure(.revoked) }
    guard now < grant.expiresAt else { return .failure(.expired) }
    // 2. Its session, on a shared computer: whoever sits down there next must not go on where somebody left. Asking does
    //    not count as use; the browser that shows its cookie does.
    if grant.endsWithSession, try await sessions.session(grant.sessionID, at: now) == nil {
      return .failure(.sessionOver)
    }
    // 3. Its client.
    guard let client = try await clients.client(grant.clientID, at: now) else { return .failure(.clientGone) }
    // 4. What it stands on.
    guard let presentation = try await presentations.presentation(grant.presentationID, at: now) else {
      return .failure(.presentationGone)
    }
    guard now < presentation.credentialExpires else { return .failure(.credentialExpired) }
    guard presentation.holder.mayAct(at: now) else { return .failure(.delegationOver) }
    // 5. The licence. Last, because it may have to ask another house.
    switch await standing.standing(of: presentation, at: now) {
    case .good: return .success(LiveGrant(grant: grant, presentation: presentation, client: client))
    case .bad: return .failure(.licenceNotInForce)
    case .unknown: return .failure(.standingUnknown)
    }
  }
}
