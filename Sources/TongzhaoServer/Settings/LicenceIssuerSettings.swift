import Foundation
package import JOSE

/// Everything the licence issuer is told.
package struct LicenceIssuerSettings: Sendable {
  package let server: ServerSettings
  /// The registrar's name, shown in wallets.
  package let nameChinese: String
  package let nameEnglish: String
  /// What credentials and status lists are signed by.
  package let signature: SignatureAlgorithm
  /// Days until a credential must be issued anew; a wallet does that by itself.
  package let credentialDays: Int
  /// Seconds an offer may be taken up.
  package let offerLifetime: Int
  /// Seconds a status list may be kept by who checks it: how long a suspended licence or a lost phone's key still works.
  package let statusListTTL: Int
  /// What one network address may ask in a minute that makes work; 0: no limit.
  package let requestsPerSource: Int

  package static func read(
    file: String, overrides: [String: String] = [:],
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) async throws(UnusableSettings) -> LicenceIssuerSettings {
    var reader = try await SettingsReader(file: file, overrides: overrides, environment: environment)
    let settings = LicenceIssuerSettings(&reader)
    try reader.finish()
    guard let settings else { throw UnusableSettings(mistakes: reader.mistakes) }
    return settings
  }

  /// Every setting of the licence issuer.
  package static var list: SettingList {
    var reader = SettingsReader()
    _ = LicenceIssuerSettings(&reader)
    return SettingList(reader.descriptions)
  }

  private init?(_ reader: inout SettingsReader) {
    let server = ServerSettings(&reader)
    nameChinese = reader.text("name.chinese", "the registrar's name in wallets", default: "市场监督管理局")
    nameEnglish = reader.text(
      "name.english", "the same in English", default: "Market Regulation Authority")
    signature = reader.signature(
      "issuance.signature", "what credentials and status lists are signed by, and wallets are asked to sign by")
    credentialDays = reader.number(
      "issuance.credential-days", "until a wallet has a credential issued anew", default: 30, in: 1...366, .days)
    offerLifetime = reader.number(
      "issuance.offer-lifetime", "how long an offer may be taken up", default: 900, in: 60...86_400)
    statusListTTL = reader.number(
      "status-list.ttl", "how long a verifier may keep a status list", default: 1, in: 1...3600)
    requestsPerSource = LimitSettings.requestsPerSource(&reader)
    guard let server else { return nil }
    self.server = server
  }
}
