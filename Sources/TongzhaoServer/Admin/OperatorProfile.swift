import Foundation
import JOSE
import KeyCustody
import LibCrypto

/// What an operator's own machine knows: which server, whose certificate, and the private key sealed under a passphrase.
package struct OperatorProfile: Sendable {
  package let file: String
  /// The admin API's address: `https://host:port` or `unix:/path`.
  package var server: String?
  /// Roots by which the server is believed (PEM).
  package var roots: String?
  /// The operator's certificate (PEM), once enrolled.
  package var certificate: String?
  private let sealedKey: JSONObject

  /// Makes a key, sealed under the passphrase, in a new private file.
  /// - Returns: the profile, and the public key (PEM) by which one is enrolled.
  package static func create(file: String, passphrase: String) throws -> (OperatorProfile, publicKeyPEM: String) {
    let key = try SigningKey.generate(.es256)
    let profile = OperatorProfile(
      file: file, sealedKey: try PassphraseSeal.seal(key.privateRepresentation, under: passphrase))
    try PrivateFile.create(file, Array((JSON.object(profile.json).text + "\n").utf8))
    return (profile, PEM.text("PUBLIC KEY", key.verificationKey.publicKeyInfoDER))
  }

  private init(file: String, sealedKey: JSONObject) {
    self.file = file
    self.sealedKey = sealedKey
  }

  /// Reads a profile; refuses a file that others can read.
  package init(file: String) throws {
    let json = try JSON(parsing: try PrivateFile.read(file))
    guard let object = json.object, let key = object["key"]?.object else {
      throw PrivateFileError(file, .unexpectedContent)
    }
    self.init(file: file, sealedKey: key)
    server = object["server"]?.string
    roots = object["server_roots"]?.string
    certificate = object["certificate"]?.string
  }

  private var json: JSONObject {
    var json: JSONObject = ["key": .object(sealedKey)]
    json["server"] = server.map(JSON.string)
    json["server_roots"] = roots.map(JSON.string)
    json["certificate"] = certificate.map(JSON.string)
    return json
  }

  /// Writes the profile back.
  package func save() throws { try Self.replace(file, by: json) }

  /// Opens the private key (PKCS#8).
  package func privateKey(passphrase: String) throws -> [UInt8] {
    try PassphraseSeal.open(sealedKey, with: passphrase)
  }

  static func replace(_ file: String, by json: JSONObject) throws {
    let new = file + ".new"
    if FileManager.default.fileExists(atPath: new) { try FileManager.default.removeItem(atPath: new) }
    try PrivateFile.create(new, Array((JSON.object(json).text + "\n").utf8))
    guard rename(new, file) == 0 else { throw PrivateFileError(file, .failed(errno)) }
  }
}
