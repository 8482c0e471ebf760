import Foundation

/// Everything the licence issuer is told.
package struct LicenceIssuerSettings: Sendable {
  package let server: ServerSettings
  /// The registrar's name, shown in wallets.
  package let nameChinese: String
  package let nameEnglish: String
  /// Days until a credential must be issued anew; a wallet does that by itself.
  package let credentialDays: Int
  /// Seconds an offer may be taken up.
  package let offerLifetime: Int
  /// Seconds a status list may be kept by who checks it: how long a suspended licence or a lost phone's key still works.
  package let statusListTTL: Int

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

  private init?(_ reader: inout SettingsReader) {
    let server = ServerSettings(&reader)
    nameChinese = reader.text("name.chinese") ?? "市场监督管理局"
    nameEnglish = reader.text("name.english") ?? "Market Regulation Authority"
    credentialDays = reader.number("issuance.credential-days", default: 30, in: 1...366)
    offerLifetime = reader.number("issuance.offer-lifetime", default: 900, in: 60...86_400)
    statusListTTL = reader.number("status-list.ttl", default: 1, in: 1...3600)
    guard let server else { return nil }
    self.server = server
  }
}
