package import ELicence
package import JOSE
package import KeyCustody
package import OAuth
import OAuthHTTP

/// What the endpoints of a login share: stores, keys, rules and settings. Authorization uses it too, since it opens
/// orders and reads sessions.
package struct SignIn: Sendable {
  package let issuer: Issuer
  package let clients: ClientDirectory
  package let orders: any OrderStore
  package let sessions: any SessionStore
  package let grants: any GrantStore
  package let presentations: any PresentationStore
  package let standing: any LicenceStanding
  package let verifier: @Sendable () -> LicenceVerifier
  package let keys: KeyRing
  package let subjects: SubjectIdentifiers
  package let watch: OrderWatch
  package let pages: SignInPages
  package let places: any PlaceSource
  package let policy: SignInPolicy
  package let tokenLifetimes: TokenLifetimes
  package let sessionLifetimes: SessionLifetimes
  package let verifierPrefix: VerifierIdentity.Prefix
  /// The address of a web wallet that the pages may point to.
  package let webWallet: String?
  package let clock: @Sendable () -> NumericDate

  /// Gathers them. `verifier` is asked anew for each answer, so that a changed trust list needs no restart.
  package init(
    issuer: Issuer, clients: ClientDirectory, orders: any OrderStore, sessions: any SessionStore,
    grants: any GrantStore, presentations: any PresentationStore, standing: any LicenceStanding,
    verifier: @escaping @Sendable () -> LicenceVerifier, keys: KeyRing, subjects: SubjectIdentifiers,
    watch: OrderWatch, pages: SignInPages, places: any PlaceSource = UnknownPlaces(),
    policy: SignInPolicy = SignInPolicy(), tokenLifetimes: TokenLifetimes = TokenLifetimes(),
    sessionLifetimes: SessionLifetimes = SessionLifetimes(), verifierPrefix: VerifierIdentity.Prefix = .x509Hash,
    webWallet: String? = nil, clock: @escaping @Sendable () -> NumericDate = { .now() }
  ) {
    self.issuer = issuer
    self.clients = clients
    self.orders = orders
    self.sessions = sessions
    self.grants = grants
    self.presentations = presentations
    self.standing = standing
    self.verifier = verifier
    self.keys = keys
    self.subjects = subjects
    self.watch = watch
    self.pages = pages
    self.places = places
    self.policy = policy
    self.tokenLifetimes = tokenLifetimes
    self.sessionLifetimes = sessionLifetimes
    self.verifierPrefix = verifierPrefix
    self.webWallet = webWallet
    self.clock = clock
  }

  var secrets: ServerSecrets { keys.secrets }
  var browserCookie: BrowserCookie { BrowserCookie(issuer: issuer) }
  var sessionCookie: SessionCookie { SessionCookie(issuer: issuer) }
  var responses: AuthorizationResponse { AuthorizationResponse(issuer: issuer) }
}
