import Foundation
package import IdentityProvider

/// Everything the identity provider is told. Read once; ``Wiring`` maps it to each room's own small policy.
package struct IdentityProviderSettings: Sendable {
  package let server: ServerSettings
  /// Licence issuers that are taken into the trust list where they were never in it (a JSON file).
  package let licenceIssuersFile: String?
  /// A folder of certificate revocation lists; see ``RevocationListFolder``.
  package let revocationListFolder: String?
  /// Seconds a QR frame may be old at first touch.
  package let frameLifetime: Int
  /// Seconds an unscanned order lives before it ends for good, however often it was renewed.
  package let orderLifetime: Int
  /// Seconds from the scan to the answer.
  package let scannedLifetime: Int
  /// Seconds from the approval to the confirmation.
  package let approvedLifetime: Int
  package let sessionLifetime: Int
  package let sessionIdle: Int
  package let sharedIdle: Int
  package let refreshLifetime: Int
  package let ordersPerClient: Int
  package let ordersPerSource: Int
  /// How wallets are told who asks: `x509_hash` (what HAIP asks every wallet to understand) or `x509_san_dns`.
  package let verifierPrefix: VerifierIdentity.Prefix
  /// The table of networks and places (see ``PlaceTable``); without it no place is shown.
  package let placesFile: String?

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

  private init?(_ reader: inout SettingsReader) {
    let server = ServerSettings(&reader)
    licenceIssuersFile = reader.text("trust.licence-issuers")
    revocationListFolder = reader.file("trust.revocation-lists")
    frameLifetime = reader.number("sign-in.frame-lifetime", default: 30, in: 2...600)
    orderLifetime = reader.number("sign-in.order-lifetime", default: 600, in: 30...3600)
    scannedLifetime = reader.number("sign-in.scanned-lifetime", default: 180, in: 30...900)
    approvedLifetime = reader.number("sign-in.approved-lifetime", default: 60, in: 20...900)
    sessionLifetime = reader.number("session.lifetime", default: 8 * 3600, in: 60...86_400)
    sessionIdle = reader.number("session.idle", default: 3600, in: 60...86_400)
    sharedIdle = reader.number("session.shared-idle", default: 180, in: 30...3600)
    refreshLifetime = reader.number("tokens.refresh-lifetime", default: 30 * 86_400, in: 60...366 * 86_400)
    ordersPerClient = reader.number("sign-in.orders-per-client", default: 10_000, in: 1...10_000_000)
    ordersPerSource = reader.number("sign-in.orders-per-source", default: 200, in: 1...1_000_000)
    let prefix = reader.text("sign-in.client-id-prefix") ?? VerifierIdentity.Prefix.x509Hash.rawValue
    if VerifierIdentity.Prefix(rawValue: prefix) == nil {
      reader.wrong("sign-in.client-id-prefix", "must be x509_hash or x509_san_dns")
    }
    verifierPrefix = VerifierIdentity.Prefix(rawValue: prefix) ?? .x509Hash
    placesFile = reader.file("sign-in.places-file")
    guard let server else { return nil }
    self.server = server
  }
}
