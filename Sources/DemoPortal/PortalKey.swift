import Foundation
import JOSE
import RelyingParty

/// The portal's own key for `private_key_jwt`; it never leaves the folder.
struct PortalKey {
  private let key: SigningKey

  /// The key in this folder, made at first; it signs by this algorithm.
  static func opened(in folder: String, by algorithm: SignatureAlgorithm) throws -> PortalKey {
    let file = URL(fileURLWithPath: folder).appendingPathComponent("client-key.der")
    if let bytes = FileManager.default.contents(atPath: file.path) {
      return PortalKey(key: try SigningKey(algorithm: algorithm, privateRepresentation: [UInt8](bytes)))
    }
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let key = try SigningKey.generate(algorithm)
    guard
      FileManager.default.createFile(
        atPath: file.path, contents: Data(key.privateRepresentation), attributes: [.posixPermissions: 0o600])
    else { throw CocoaError(.fileWriteUnknown) }
    return PortalKey(key: key)
  }

  private var keyID: String { key.verificationKey.thumbprint }

  var publicJWK: JSON {
    var jwk = key.verificationKey.jwk
    jwk["kid"] = .string(keyID)
    jwk["use"] = "sig"
    jwk["alg"] = .string(key.algorithm.rawValue)
    return .object(jwk)
  }

  func credentials(of clientID: String) throws -> ClientCredentials {
    try .key(
      privateKeyDER: key.privateRepresentation, algorithm: key.algorithm.rawValue, keyID: keyID, of: clientID)
  }
}
