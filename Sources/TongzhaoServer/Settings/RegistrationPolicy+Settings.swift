import Foundation
import IdentityProvider
import JOSE
import OAuth

extension RegistrationPolicy {
  /// As the settings `registration.*` say.
  init(_ reader: inout SettingsReader) {
    let word = reader.word(
      "registration.policy", "who may register clients by software: nobody, who has a token, or everybody (for tests)",
      of: Access.allCases.map(\.rawValue), default: Access.off.rawValue)
    let names = reader.texts("registration.scopes", "what open registration gives at most; openid when not said")
    let scopes = ScopeSet(parsing: names.joined(separator: " "))
    if scopes == nil { reader.wrong("registration.scopes", "must be a list of scopes") }
    let most = reader.number(
      "registration.clients", "self-registered clients at a time", default: 1_000, in: 1...100_000, .count)
    var publishers: [SoftwarePublisher] = []
    if let file = reader.file("registration.software-publishers", "whose software statements are believed (JSON)") {
      do {
        publishers = try Self.publishers(in: file)
      } catch {
        reader.wrong("registration.software-publishers", "must be {publishers: [{issuer, jwks}]}: \(error)")
      }
    }
    self.init(
      access: Access(rawValue: word) ?? .off,
      openTerms: scopes.map { $0.isEmpty ? RegistrationTerms() : RegistrationTerms(scopes: $0) } ?? RegistrationTerms(),
      publishers: publishers, most: most)
  }

  /// A file `{"publishers": [{"issuer": …, "jwks": {…}}]}`.
  private static func publishers(in file: String) throws -> [SoftwarePublisher] {
    let document = try JSON(parsing: [UInt8](Data(contentsOf: URL(fileURLWithPath: file))))
    guard let entries = document["publishers"]?.array else { throw JWKRejection.malformed }
    return try entries.map { entry in
      guard let issuer = entry["issuer"]?.string, let jwks = entry["jwks"] else { throw JWKRejection.malformed }
      return SoftwarePublisher(issuer: issuer, keys: try JWKSet(parsing: jwks))
    }
  }
}
