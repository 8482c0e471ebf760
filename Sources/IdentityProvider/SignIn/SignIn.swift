package import AuditLog
package import ELicence
package import JOSE
package import KeyCustody
package import OAuth
package import OAuthHTTP

/// What the endpoints of a login share: stores, keys, rules and settings. Authorization uses it too, since it opens
/// orders and reads sessions.
package struct SignIn: Sendable {
  package let issuer: Issuer
  package let clients: ClientDirectory
  package let orders: any OrderStore
  package let sessions: any SessionStore
  package let grants: any GrantStore
  package let presentations: any PresentationStore
  /// What holders approved before; nil remembers nothing beyond a session.
  package let consents: (any ConsentStore)?
  package let standing: any LicenceStanding
  /// Whether an enterprise's licences are blocked here.
  package let isBlocked: @Sendable (_ uscc: String) -> Bool
  package let verifier: @Sendable () -> LicenceVerifier
  package let keys: KeyRing
  /// The clients' own, to which answers are encrypted.
  package let clientKeys: ClientKeys
  package let subjects: SubjectIdentifiers
  package let watch: OrderWatch
  package let pages: SignInPages
  package let places: any PlaceSource
  package let policy: SignInPolicy
  /// How often one licence may log in, by its credit code; nil counts nothing.
  package let loginsOfLicence: RateLimiter?
  package let tokenLifetimes: TokenLifetimes
  package let sessionLifetimes: SessionLifetimes
  package let verifierPrefix: VerifierIdentity.Prefix
  /// The address of a web wallet that the pages may point to.
  package let webWallet: String?
  /// Who remembers refusals.
  package let audit: (any AuditRecorder)?
  /// Who proves logins from the audit log.
  package let proofs: any LoginProofs
  package let clock: @Sendable () -> NumericDate
  /// What is counted of logins.
  package let measures = LoginMeasures()

  /// Gathers them. `verifier` is asked anew for each answer, so that a changed trust list needs no restart.
  package init(
    issuer: Issuer, clients: ClientDirectory, orders: any OrderStore, sessions: any SessionStore,
    grants: any GrantStore, presentations: any PresentationStore, consents: (any ConsentStore)? = nil,
    standing: any LicenceStanding,
    isBlocked: @escaping @Sendable (_ uscc: String) -> Bool = { _ in false },
    verifier: @escaping @Sendable () -> LicenceVerifier, keys: KeyRing, clientKeys: ClientKeys = ClientKeys(),
    subjects: SubjectIdentifiers,
    watch: OrderWatch, pages: SignInPages, places: any PlaceSource = UnknownPlaces(),
    policy: SignInPolicy = SignInPolicy(), loginsOfLicence: RateLimiter? = nil,
    tokenLifetimes: TokenLifetimes = TokenLifetimes(),
    sessionLifetimes: SessionLifetimes = SessionLifetimes(), verifierPrefix: VerifierIdentity.Prefix = .x509Hash,
    webWallet: String? = nil, audit: (any AuditRecorder)? = nil, proofs: any LoginProofs = NoLoginProofs(),
    clock: @escaping @Sendable () -> NumericDate = { .now() }
  ) {
    self.issuer = issuer
    self.clients = clients
    self.orders = orders
    self.sessions = sessions
    self.grants = grants
    self.presentations = presentations
    self.consents = consents
    self.standing = standing
    self.isBlocked = isBlocked
    self.verifier = verifier
    self.keys = keys
    self.clientKeys = clientKeys
    self.subjects = subjects
    self.watch = watch
    self.pages = pages
    self.places = places
    self.policy = policy
    self.loginsOfLicence = loginsOfLicence
    self.tokenLifetimes = tokenLifetimes
    self.sessionLifetimes = sessionLifetimes
    self.verifierPrefix = verifierPrefix
    self.webWallet = webWallet
    self.audit = audit
    self.proofs = proofs
    self.clock = clock
  }

  var secrets: ServerSecrets { keys.secrets }
  var browserCookie: BrowserCookie { BrowserCookie(issuer: issuer) }
  var sessionCookie: SessionCookie { SessionCookie(issuer: issuer) }
  var responder: AuthorizationResponder {
    AuthorizationResponder(issuer: issuer, keys: keys, clientKeys: clientKeys, pages: pages)
  }
  var hints: IDTokenHintVerifier { IDTokenHintVerifier(issuer: issuer) { [keys] in keys.verificationKey($0) } }
}
