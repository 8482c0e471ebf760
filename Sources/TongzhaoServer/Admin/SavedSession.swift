import Foundation
package import JOSE
import KeyCustody
import LibCrypto

/// An operator's session on the operator's own machine, in a private file beside the profile: a token, and the key that
/// was made for this session. Both die with it.
package struct SavedSession: Sendable {
  package let server: String
  package let name: String
  package let role: String
  package let expiresAt: NumericDate
  let token: String
  let certificate: String
  /// PKCS#8.
  let key: [UInt8]

  static func file(of profile: OperatorProfile) -> String { profile.file + ".session" }

  /// The session that was begun last.
  package init(of profile: OperatorProfile) throws {
    let file = Self.file(of: profile)
    guard FileManager.default.fileExists(atPath: file) else { throw AdminFailure.notLoggedIn }
    let json = try JSON(parsing: try PrivateFile.read(file))
    guard let server = json["server"]?.string, let name = json["name"]?.string, let role = json["role"]?.string,
      let expiresAt = json["expires_at"]?.date, let token = json["token"]?.string,
      let certificate = json["certificate"]?.string,
      let key = json["key"]?.string.flatMap({ Base64URL.decode($0) })
    else { throw PrivateFileError(file, .unexpectedContent) }
    self.server = server
    self.name = name
    self.role = role
    self.expiresAt = expiresAt
    self.token = token
    self.certificate = certificate
    self.key = key
  }

  init(server: String, answer: JSON, key: [UInt8]) throws {
    guard let name = answer["name"]?.string, let role = answer["role"]?.string, let token = answer["token"]?.string,
      let certificate = answer["certificate"]?.string, let expiresAt = answer["expires_at"]?.date
    else { throw AdminFailure.unreadable }
    self.server = server
    self.name = name
    self.role = role
    self.token = token
    self.certificate = certificate
    self.expiresAt = expiresAt
    self.key = key
  }

  func save(for profile: OperatorProfile) throws {
    try OperatorProfile.replace(
      Self.file(of: profile),
      by: [
        "server": .string(server), "name": .string(name), "role": .string(role), "expires_at": .date(expiresAt),
        "token": .string(token), "certificate": .string(certificate), "key": .string(Base64URL.encode(key)),
      ])
  }

  /// Forgets the session here.
  package static func forget(of profile: OperatorProfile) throws {
    let file = file(of: profile)
    if FileManager.default.fileExists(atPath: file) { try FileManager.default.removeItem(atPath: file) }
  }
}
