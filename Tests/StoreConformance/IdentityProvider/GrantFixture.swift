import ELicence
import IdentityProvider
import JOSE
import KeyCustody
import OAuth
import SQLStore
import TestSupport

/// The stores behind a grant, on one database, and the values that they keep.
struct GrantFixture: Sendable {
  let now = NumericDate(1_800_000_000)
  let database: any SQLDatabase
  let grants: any GrantStore
  let sessions: any SessionStore
  let presentations: any PresentationStore

  static func run(_ engine: StoreEngine, _ test: @Sendable (GrantFixture) async throws -> Void) async throws {
    try await engine.withDatabase(.identityProvider) { database in
      try await test(
        GrantFixture(
          database: database, grants: SQLGrantStore(database), sessions: SQLSessionStore(database),
          presentations: SQLPresentationStore(database, secrets: .ephemeral())))
    }
  }

  struct Unwritable: Error {}

  func client(_ id: String = "portal") throws -> ClientID {
    guard let id = ClientID(id) else { throw Unwritable() }
    return id
  }

  func presentation(_ id: PresentationID = .generate()) -> Presentation {
    Presentation(
      id: id, uscc: TestLicence.company.uscc.value, disclosed: TestLicence.company.json,
      holder: TestLicence.manager(), holderKeyThumbprint: "thumbprint", credentialIssuer: "https://issuer.example",
      region: "419001", status: StatusListReference(uri: "https://issuer.example/status/1", index: 7),
      asOf: now - 60, credentialExpires: now + 86_400, presentedAt: now, deviceBinding: .sameDevice)
  }

  func grant(
    scopes: ScopeSet = [.openID, .licence], session: SessionID = .generate(),
    presentation: PresentationID = .generate(), expires: Int = 3_600, endsWithSession: Bool = false,
    dpopKey: String? = nil
  ) throws -> NewGrant {
    NewGrant(
      id: .generate(), clientID: try client(), sessionID: session, presentationID: presentation, subject: "subject",
      scopes: scopes, claims: ClaimsRequest(userInfo: [ClaimRequest(name: "address", isEssential: true)]),
      redirectURI: "https://portal.example/cb", codeChallenge: CodeVerifier().challenge(), nonce: "n", authTime: now,
      expiresAt: now + expires, endsWithSession: endsWithSession, dpopKey: dpopKey)
  }

  /// Issues a grant and redeems its code.
  func redeemed(_ grant: NewGrant) async throws -> Grant {
    let code = BearerSecret<AuthorizationCodeSecret>()
    try await grants.issue(grant, code: code.digest, codeExpires: now + 30, at: now)
    guard case .redeemed(let redeemed) = try await grants.redeem(code.digest, by: grant.clientID, at: now) else {
      throw Unwritable()
    }
    return redeemed
  }

  func session(
    _ presentation: Presentation, secret: BearerSecret<SessionSecret>, isShared: Bool = false,
    id: SessionID = .generate()
  ) throws -> NewSession {
    NewSession(
      id: id, secret: secret.digest, presentation: presentation, authTime: now, expiresAt: now + 3_600,
      idleAllowance: 180, isShared: isShared,
      approval: (try client(), Session.Approval(scopes: [.openID], claims: nil)))
  }
}
