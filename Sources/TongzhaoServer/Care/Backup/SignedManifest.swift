import JOSE
import KeyCustody

/// A backup's manifest as it lies in the file: signed by the server's audit key, so that who restores can tell who made the
/// backup. The manifest has the digests of everything else in the file, so the signature is for all of it.
package struct SignedManifest: Sendable {
  /// The required `typ`.
  static let type = "tongzhao-backup+jws"
  /// More is no manifest.
  static let limit = 16 << 20

  package let manifest: BackupManifest
  /// What lies in the file: a compact JWS, or the manifest's JSON where nobody signed it.
  package let bytes: [UInt8]
  private let signature: UnverifiedJWS?

  /// The key that it names.
  package var keyID: String? { signature?.keyID }

  /// Signs.
  init(_ manifest: BackupManifest, signedBy key: CustodyKey) async throws {
    let compact = try await key.sign(
      payload: manifest.json.serialized(), type: Self.type, extraHeader: ["iat": .date(manifest.madeAt)])
    self.manifest = manifest
    bytes = Array(compact.utf8)
    signature = try UnverifiedJWS(compact: compact, maximumLength: Self.limit)
  }

  /// Without a signature.
  init(unsigned manifest: BackupManifest) {
    self.manifest = manifest
    bytes = manifest.json.serialized()
    signature = nil
  }

  /// What lies in a file; nil for what is no manifest.
  init?(_ bytes: [UInt8]) {
    let json: JSON
    if bytes.first == UInt8(ascii: "{") {
      signature = nil
      guard let plain = try? JSON(parsing: bytes) else { return nil }
      json = plain
    } else {
      guard let text = String(validating: bytes, as: UTF8.self),
        let jws = try? UnverifiedJWS(compact: text, maximumLength: Self.limit),
        let payload = try? JSON(parsing: jws.payload)
      else { return nil }
      signature = jws
      json = payload
    }
    guard let manifest = BackupManifest(json: json) else { return nil }
    self.manifest = manifest
    self.bytes = bytes
  }

  /// The key of these that signed it. The `kid` only finds the key.
  func signer(among keys: JWKSet) throws(CareRefusal) -> String {
    guard let signature, let keyID = signature.keyID else { throw .unsigned }
    guard let key = keys.key(id: keyID) else { throw .signedByAnother(keyID) }
    do { _ = try signature.verifiedPayload(by: key.key, type: Self.type) } catch { throw .signatureBroken(keyID) }
    return key.key.thumbprint
  }
}
