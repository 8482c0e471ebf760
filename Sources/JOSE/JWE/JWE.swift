import Crypto
import LibCrypto

// The JWE folder encrypts to a key and opens what was encrypted (RFC 7516, compact form). OpenID4VP's encrypted responses
// need ECDH-ES in direct use on P-256 with AES-GCM; clients of OpenID Connect may have their answers encrypted by more.
// What may be used the caller lists, so that a header cannot ask for another. Header rules are those of the JWS folder.

/// Making and opening compact encrypted tokens.
package enum JWE {
  /// Encrypts to a key-agreement key, its agreed key being the content's. `kid` is the given one, else the key's own.
  package static func encrypt(
    _ plaintext: [UInt8], to key: KeyAgreementKey, encryption: ContentEncryption, keyID: String? = nil,
    partyU: [UInt8]? = nil, partyV: [UInt8]? = nil, type: String? = nil, contentType: String? = nil
  ) throws(JOSERejection) -> String {
    try encrypt(
      plaintext, to: .agreement(key), by: .ecdhES, encryption: encryption, keyID: keyID, partyU: partyU, partyV: partyV,
      type: type, contentType: contentType)
  }

  /// Encrypts with a fresh ephemeral key, or a fresh content key. A key of another kind than the way is refused.
  package static func encrypt(
    _ plaintext: [UInt8], to key: EncryptionKey, by management: KeyManagement, encryption: ContentEncryption,
    keyID: String? = nil, partyU: [UInt8]? = nil, partyV: [UInt8]? = nil, type: String? = nil,
    contentType: String? = nil
  ) throws(JOSERejection) -> String {
    var header: JSONObject = ["alg": .string(management.rawValue), "enc": .string(encryption.rawValue)]
    header["kid"] = (keyID ?? key.keyID).map { .string($0) }
    header["typ"] = type.map { .string($0) }
    header["cty"] = contentType.map { .string($0) }
    header["apu"] = partyU.map { .string(Base64URL.encode($0)) }
    header["apv"] = partyV.map { .string(Base64URL.encode($0)) }
    do {
      let (contentKey, encryptedKey) = try establish(
        key, by: management, for: encryption, partyU: partyU ?? [], partyV: partyV ?? [], header: &header)
      var token: [UInt8] = []
      Base64URL.append(header.serialized(), to: &token)
      let sealed = try ContentCipher(encryption: encryption, key: contentKey).seal(plaintext, authenticating: token)
      for part in [encryptedKey, sealed.nonce, sealed.ciphertext, sealed.tag] {
        token.append(UInt8(ascii: "."))
        Base64URL.append(part, to: &token)
      }
      return String(decoding: token, as: UTF8.self)
    } catch let rejection as JOSERejection {
      throw rejection
    } catch {
      throw .decryptionFailed
    }
  }

  /// Opens a token. The caller lists the content encryptions it offered, and the ways that the key is agreed on.
  package static func decrypt(
    _ compact: String, with key: KeyAgreementPrivateKey, allowed: [ContentEncryption],
    management: [KeyManagement] = [.ecdhES], maximumLength: Int = 262_144
  ) throws(JOSERejection) -> (header: JSONObject, plaintext: [UInt8]) {
    let parts = try split(compact, maximumLength)
    let header = try HeaderRules.decode(parts[0])
    guard let way = header["alg"]?.string.flatMap(KeyManagement.init(rawValue:)), management.contains(way) else {
      throw .unsupportedAlgorithm
    }
    guard let name = header["enc"]?.string else { throw .malformed }
    guard let encryption = ContentEncryption(rawValue: name), allowed.contains(encryption) else {
      throw .unsupportedAlgorithm
    }
    // RFC 8725 §3.6: compression before encryption tells about the content; it is not offered.
    guard header["zip"] == nil else { throw .unsupportedAlgorithm }
    let agreement = Agreement(
      way: way, encryption: encryption, partyU: try partyInformation(header["apu"]),
      partyV: try partyInformation(header["apv"]))
    guard let members = header["epk"]?.object else { throw .malformed }
    let ephemeral: P256.KeyAgreement.PublicKey
    do { ephemeral = try KeyAgreementKey.point(members) } catch { throw .malformed }
    guard let encryptedKey = Base64URL.decode(parts[1]), encryptedKey.isEmpty == (way == .ecdhES),
      let nonce = Base64URL.decode(parts[2]), nonce.count == encryption.nonceLength,
      let ciphertext = Base64URL.decode(parts[3]), let tag = Base64URL.decode(parts[4]),
      tag.count == encryption.tagLength
    else { throw .malformed }
    do {
      let secret = try key.privateKey.sharedSecretFromKeyAgreement(with: ephemeral)
      let cipher = ContentCipher(
        encryption: encryption, key: try agreement.contentKey(secret, unwrapping: encryptedKey))
      let sealed = ContentCipher.Sealed(nonce: nonce, ciphertext: ciphertext, tag: tag)
      return (header, try cipher.open(sealed, authenticating: Array(parts[0])))
    } catch {
      throw .decryptionFailed
    }
  }

  /// The protected header, to find the key by `kid`. Nothing in it is authenticated yet.
  package static func header(of compact: String, maximumLength: Int = 262_144) throws(JOSERejection) -> JSONObject {
    try HeaderRules.decode(try split(compact, maximumLength)[0])
  }

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

  /// The content's key, and what of it travels: nothing in direct use (RFC 7518 §4.6).
  private static func establish(
    _ key: EncryptionKey, by management: KeyManagement, for encryption: ContentEncryption, partyU: [UInt8],
    partyV: [UInt8], header: inout JSONObject
  ) throws -> (contentKey: [UInt8], encryptedKey: [UInt8]) {
    switch (key, management) {
    case (.agreement(let receiver), .ecdhES), (.agreement(let receiver), .ecdhESA128KW),
      (.agreement(let receiver), .ecdhESA256KW):
      let ephemeral = P256.KeyAgreement.PrivateKey()
      header["epk"] = .object(KeyAgreementKey.members(of: ephemeral.publicKey))
      let secret = try ephemeral.sharedSecretFromKeyAgreement(with: receiver.publicKey)
      return try Agreement(way: management, encryption: encryption, partyU: partyU, partyV: partyV).newKey(secret)
    case (.rsa(let receiver, _), .rsaOAEP256), (.rsa(let receiver, _), .rsaOAEP):
      let contentKey = Random.bytes(encryption.keyLength)
      return (contentKey, try receiver.encrypted(oaep: contentKey, sha256: management == .rsaOAEP256))
    case (.agreement, .rsaOAEP256), (.agreement, .rsaOAEP), (.rsa, .ecdhES), (.rsa, .ecdhESA128KW),
      (.rsa, .ecdhESA256KW):
      throw JOSERejection.algorithmMismatch
    }
  }
}
