import Crypto

// The JWE folder encrypts to a key and opens what was encrypted (RFC 7516, compact form): ECDH-ES in direct use on P-256
// with AES-GCM, which is what OpenID4VP's encrypted responses need. There is one key management algorithm, so a header
// cannot ask for another; what may be used for the content the caller lists. Header rules are those of the JWS folder.

/// Making and opening compact encrypted tokens.
package enum JWE {
  /// Encrypts with a fresh ephemeral key. `kid` is the given one, else the key's own.
  package static func encrypt(
    _ plaintext: [UInt8], to key: KeyAgreementKey, encryption: ContentEncryption, keyID: String? = nil,
    partyU: [UInt8]? = nil, partyV: [UInt8]? = nil, type: String? = nil, contentType: String? = nil
  ) throws(JOSERejection) -> String {
    try encrypt(
      plaintext, to: key, encryption: encryption, keyID: keyID, partyU: partyU, partyV: partyV, type: type,
      contentType: contentType, ephemeral: P256.KeyAgreement.PrivateKey())
  }

  static func encrypt(
    _ plaintext: [UInt8], to key: KeyAgreementKey, encryption: ContentEncryption, keyID: String?, partyU: [UInt8]?,
    partyV: [UInt8]?, type: String?, contentType: String?, ephemeral: P256.KeyAgreement.PrivateKey
  ) throws(JOSERejection) -> String {
    var header: JSONObject = ["alg": .string(algorithm), "enc": .string(encryption.rawValue)]
    header["kid"] = (keyID ?? key.keyID).map { .string($0) }
    header["typ"] = type.map { .string($0) }
    header["cty"] = contentType.map { .string($0) }
    header["epk"] = .object(KeyAgreementKey.members(of: ephemeral.publicKey))
    header["apu"] = partyU.map { .string(Base64URL.encode($0)) }
    header["apv"] = partyV.map { .string(Base64URL.encode($0)) }
    var token: [UInt8] = []
    Base64URL.append(header.serialized(), to: &token)
    do {
      let secret = try ephemeral.sharedSecretFromKeyAgreement(with: key.publicKey)
      let contentKey = contentKey(secret, encryption, partyU: partyU ?? [], partyV: partyV ?? [])
      let box = try AES.GCM.seal(plaintext, using: contentKey, authenticating: token)
      // RFC 7518 §4.6: in direct use the encrypted key is empty, hence the two points in a row.
      token.append(contentsOf: "..".utf8)
      Base64URL.append(Array(box.nonce), to: &token)
      token.append(UInt8(ascii: "."))
      Base64URL.append(Array(box.ciphertext), to: &token)
      token.append(UInt8(ascii: "."))
      Base64URL.append(Array(box.tag), to: &token)
    } catch {
      throw .decryptionFailed
    }
    return String(decoding: token, as: UTF8.self)
  }

  /// Opens a token. The caller lists the content encryptions it offered.
  package static func decrypt(
    _ compact: String, with key: KeyAgreementPrivateKey, allowed: [ContentEncryption], maximumLength: Int = 262_144
  ) throws(JOSERejection) -> (header: JSONObject, plaintext: [UInt8]) {
    let parts = try split(compact, maximumLength)
    let header = try HeaderRules.decode(parts[0])
    guard header["alg"] == .string(algorithm) else { throw .unsupportedAlgorithm }
    guard let name = header["enc"]?.string else { throw .malformed }
    guard let encryption = ContentEncryption(rawValue: name), allowed.contains(encryption) else {
      throw .unsupportedAlgorithm
    }
    // RFC 8725 §3.6: compression before encryption tells about the content; it is not offered.
    guard header["zip"] == nil else { throw .unsupportedAlgorithm }
    let partyU = try partyInformation(header["apu"])
    let partyV = try partyInformation(header["apv"])
    guard let members = header["epk"]?.object else { throw .malformed }
    let ephemeral: P256.KeyAgreement.PublicKey
    do { ephemeral = try KeyAgreementKey.point(members) } catch { throw .malformed }
    guard parts[1].isEmpty, let nonce = Base64URL.decode(parts[2]), nonce.count == 12,
      let ciphertext = Base64URL.decode(parts[3]), let tag = Base64URL.decode(parts[4]), tag.count == 16
    else { throw .malformed }
    do {
      let secret = try key.privateKey.sharedSecretFromKeyAgreement(with: ephemeral)
      let contentKey = contentKey(secret, encryption, partyU: partyU, partyV: partyV)
      let box = try AES.GCM.SealedBox(nonce: AES.GCM.Nonce(data: nonce), ciphertext: ciphertext, tag: tag)
      return (header, Array(try AES.GCM.open(box, using: contentKey, authenticating: Array(parts[0]))))
    } catch {
      throw .decryptionFailed
    }
  }

  /// The protected header, to find the key by `kid`. Nothing in it is authenticated yet.
  package static func header(of compact: String, maximumLength: Int = 262_144) throws(JOSERejection) -> JSONObject {
    try HeaderRules.decode(try split(compact, maximumLength)[0])
  }

  private static let algorithm = "ECDH-ES"

  private static func split(_ compact: String, _ maximumLength: Int) throws(JOSERejection) -> [ArraySlice<UInt8>] {
    guard compact.utf8.count <= maximumLength else { throw .tooLarge }
    let parts = Array(compact.utf8).split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 5 else { throw .malformed }
    return parts
  }

  private static func partyInformation(_ member: JSON?) throws(JOSERejection) -> [UInt8] {
    guard let member else { return [] }
    guard let text = member.string, let bytes = Base64URL.decode(text) else { throw .malformed }
    return bytes
  }

  private static func contentKey(
    _ secret: SharedSecret, _ encryption: ContentEncryption, partyU: [UInt8], partyV: [UInt8]
  ) -> SymmetricKey {
    let secret = secret.withUnsafeBytes { Array($0) }
    return SymmetricKey(
      data: ConcatKDF.key(sharedSecret: secret, encryption: encryption, partyU: partyU, partyV: partyV))
  }
}
