import Foundation
package import IdentityProvider
package import OAuthHTTP

/// Everything the identity provider is told. Read once; ``Wiring`` maps it to each room's own small policy.
package struct IdentityProviderSettings: Sendable {
  package let server: ServerSettings
  /// Licence issuers that are taken into the trust list where they were never in it (a JSON file).
  package let licenceIssuersFile: String?
  /// A folder of certificate revocation lists; see ``RevocationListFolder``.
  package let revocationListFolder: String?
  /// Whether software may register clients.
  package let registration: RegistrationPolicy
  /// Seconds that a login waits for a region's status list.
  package let statusListPatience: Int
  /// How often who may call.
  package let limits: LimitSettings
  /// The times and bounds of a login.
  package let signIn: SignInPolicy
  /// How long sessions live.
  package let sessions: SessionLifetimes
  /// What is required of authorization requests.
  package let requests: RequestPolicy
  package let refreshLifetime: Int
  /// How wallets are told who asks: `x509_hash` (what HAIP asks every wallet to understand) or `x509_san_dns`.
  package let verifierPrefix: VerifierIdentity.Prefix
  /// The table of networks and places (see ``PlaceTable``); without it no place is shown.
  package let placesFile: String?
  /// What the pages show of who operates the server.
  package let appearance: PageAppearance
  /// Networks that are asked, beside the public Internet, where a client's registration names an address there.
  package let namedNetworks: [AddressRange]
  /// Whether every DPoP proof must have a nonce of this server.
  package let requiresDPoPNonces: Bool
  /// Whether tokens are signed by SM2 as well, for clients and departments that register it.
  package let offersSM2: Bool
  /// How clients show certificates.
  package let clientCertificates: ClientCertificateSettings

  /// How clients are told of sessions that are over.
  package let deliveries: DeliverySchedule

  package static func read(
    file: String, overrides: [String: String] = [:],
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) async throws(UnusableSettings) -> IdentityProviderSettings {
    var reader = try await SettingsReader(file: file, overrides: overrides, environment: environment)
    let settings = IdentityProviderSettings(&reader)
    try reader.finish()
    guard let settings else { throw UnusableSettings(mistakes: reader.mistakes) }
    return settings
  }

  /// Every setting of the identity provider.
  package static var list: SettingList {
    var reader = SettingsReader()
    _ = IdentityProviderSettings(&reader)
    return SettingList(reader.descriptions)
  }

  private init?(_ reader: inout SettingsReader) {
    let server = ServerSettings(&reader)
    licenceIssuersFile = reader.text(
      "trust.licence-issuers", "licence issuers taken into the trust list where they were never in it (JSON)")
    revocationListFolder = reader.file("trust.revocation-lists", "folder of certificate revocation lists, followed")
    registration = RegistrationPolicy(&reader)
    statusListPatience = reader.number(
      "trust.status-list-patience", "how long a login waits for a region's status list", default: 3, in: 1...60)
    limits = LimitSettings(&reader)
    signIn = SignInPolicy(&reader)
    sessions = SessionLifetimes(&reader)
    requests = RequestPolicy(
      requiresPushed: reader.flag(
        "authorization.require-pushed-requests", "every client must push its requests (RFC 9126)", default: false),
      pushedLife: reader.number(
        "authorization.pushed-request-lifetime", "how long a pushed request waits for its browser", default: 60,
        in: 10...90))
    refreshLifetime = reader.number(
      "tokens.refresh-lifetime", "how long a refresh token outlives its session", default: 30 * 86_400,
      in: 60...366 * 86_400)
    let prefix = reader.word(
      "sign-in.client-id-prefix", "how wallets are told who asks", of: VerifierIdentity.Prefix.allCases.map(\.rawValue),
      default: VerifierIdentity.Prefix.x509Hash.rawValue)
    verifierPrefix = VerifierIdentity.Prefix(rawValue: prefix) ?? .x509Hash
    placesFile = reader.file("sign-in.places-file", "table of networks and places, shown to holders (CSV)")
    appearance = PageAppearance(&reader)
    namedNetworks = reader.ranges(
      "outgoing.networks", "networks beside the public Internet where addresses that clients registered are asked")
    deliveries = DeliverySchedule(&reader)
    requiresDPoPNonces = reader.flag(
      "tokens.dpop-nonces", "every DPoP proof must have a nonce of this server", default: false)
    offersSM2 = reader.flag(
      "tokens.sm2", "tokens by SM2 (SGD_SM3_SM2) too, for clients and departments that register it", default: false)
    clientCertificates = ClientCertificateSettings(&reader)
    if clientCertificates.listen != nil, let server, server.tls == nil {
      reader.wrong("client-certificates.listen", "needs tls.certificate-file and tls.key-file")
    }
    if clientCertificates.header != nil, let server, server.trustedProxies.isEmpty {
      reader.wrong("client-certificates.header", "needs http.trusted-proxies: from nobody else is it believed")
    }
    guard let server else { return nil }
    self.server = server
  }
}
