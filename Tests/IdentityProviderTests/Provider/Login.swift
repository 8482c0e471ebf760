import ELicence
import IdentityProvider
import JOSE
import OAuth
import TestSupport

/// A login as SignIn leaves it behind: a presentation, a session, and a grant with its code.
struct Login: Sendable {
  let presentation: Presentation
  let session: SessionID
  let cookie: BearerSecret<SessionSecret>
  let grant: GrantID
  let code: BearerSecret<AuthorizationCodeSecret>
  let verifier: CodeVerifier
  let redirectURI: String

  /// What `/token` is sent for the code.
  var form: [(String, String)] {
    [
      ("grant_type", "authorization_code"), ("code", code.revealed()), ("redirect_uri", redirectURI),
      ("code_verifier", verifier.revealed()),
    ]
  }
}

extension Provider {
  static let enterprise = TestLicence.company

  func presentation(of holder: Holder = TestLicence.manager(), document: IdentityDocument? = nil) -> Presentation {
    var disclosed = Self.enterprise.json
    disclosed[IdentityDocument.typeClaim] = document.map { .string($0.type.rawValue) }
    disclosed[IdentityDocument.numberClaim] = document.map { .string($0.number) }
    disclosed["registration_state"] = "normal"
    return Presentation(
      id: .generate(), uscc: Self.enterprise.uscc.value, disclosed: disclosed, holder: holder,
      holderKeyThumbprint: "thumbprint", credentialIssuer: "https://issuer.example", region: "419001",
      status: StatusListReference(uri: "https://issuer.example/status/1", index: 7), asOf: now - 3_600,
      credentialExpires: now + 20 * 86_400, presentedAt: now, deviceBinding: .crossDevice)
  }

  /// Logs in at a client. With a challenge, its verifier is somebody else's.
  func login(
    _ clientID: String = "portal", scope: String = "openid licence", claims: ClaimsRequest? = nil,
    nonce: String? = "n-1", isShared: Bool = false, holder: Holder = TestLicence.manager(),
    document: IdentityDocument? = nil, challenge: CodeChallenge? = nil, resources: [String] = [],
    dpopKey: String? = nil
  ) async throws -> Login {
    guard let id = ClientID(clientID), let client = try await clientStore.client(id),
      let scopes = ScopeSet(parsing: scope), let redirectURI = client.redirectURIs.first
    else { throw TestKeys.Missing.encryptionKey }
    let presentation = presentation(of: holder, document: document)
    let lifetimes = SessionLifetimes()
    let cookie = BearerSecret<SessionSecret>()
    let session = NewSession(
      id: .generate(), secret: cookie.digest, presentation: presentation, authTime: now,
      expiresAt: lifetimes.expiry(isShared: isShared, from: now),
      idleAllowance: lifetimes.idleAllowance(isShared: isShared), isShared: isShared,
      approval: (id, Session.Approval(scopes: scopes, claims: claims)))
    try await presentations.keep(presentation, expires: now + 600, at: now)
    try await sessions.open(session, at: now)
    let (code, verifier) = (BearerSecret<AuthorizationCodeSecret>(), CodeVerifier())
    let grant = NewGrant(
      id: .generate(), clientID: id, sessionID: session.id, presentationID: presentation.id,
      subject: subjects.subject(ofEnterprise: presentation.uscc, for: client), scopes: scopes, claims: claims,
      redirectURI: redirectURI.value, codeChallenge: challenge ?? verifier.challenge(), nonce: nonce, authTime: now,
      expiresAt: TokenLifetimes().grantExpiry(
        for: client, scopes: scopes, sessionExpires: session.expiresAt, isShared: isShared, from: now),
      endsWithSession: isShared, resources: resources, dpopKey: dpopKey)
    try await grants.issue(grant, code: code.digest, codeExpires: TokenLifetimes().codeExpiry(from: now), at: now)
    return Login(
      presentation: presentation, session: session.id, cookie: cookie, grant: grant.id, code: code,
      verifier: verifier, redirectURI: redirectURI.value)
  }
}
