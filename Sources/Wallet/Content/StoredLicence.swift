// The Content room says what a wallet holds: licences with their keys, issuances that were cut off, receipts. Values that
// turn into JSON and back; Sealing writes them, Issuance and Presentation change them.

package import ELicence
package import JOSE
import LibCrypto

/// One licence in the wallet, and the key that it is bound to.
package struct StoredLicence: Sendable {
  /// Names it in this wallet; the same through re-issues.
  package let id: String
  /// The SD-JWT as the issuer gave it.
  package let credential: String
  /// All its claims, verified when it was received.
  package let claims: JSONObject
  /// The authority key identifiers of its chain.
  let authorityKeyIdentifiers: [[UInt8]]
  let key: SigningKey
  let source: IssuanceSource
  package let expires: NumericDate
  package let receivedAt: NumericDate
  /// When it was last presented.
  package internal(set) var usedAt: NumericDate?

  init(
    id: String, credential: String, claims: JSONObject, authorityKeyIdentifiers: [[UInt8]], key: SigningKey,
    source: IssuanceSource, expires: NumericDate, receivedAt: NumericDate, usedAt: NumericDate?
  ) {
    self.id = id
    self.credential = credential
    self.claims = claims
    self.authorityKeyIdentifiers = authorityKeyIdentifiers
    self.key = key
    self.source = source
    self.expires = expires
    self.receivedAt = receivedAt
    self.usedAt = usedAt
  }

  package var uscc: String { text("uscc") ?? "" }
  package var entityName: String? { text("entity_name") }
  package var role: HolderRole? { text("holder_role").flatMap(HolderRole.init(rawValue:)) }
  package var holderName: String? { text("holder_name") }
  package var holderID: String? { text("holder_id") }
  package var state: LicenceState? { text("registration_state").flatMap(LicenceState.init(rawValue:)) }
  /// Who issued it: an address.
  package var issuer: String { source.issuer }
  /// The RFC 7638 thumbprint of the key that it is bound to.
  package var keyThumbprint: String { key.verificationKey.thumbprint }
  /// Whether it can be obtained anew without a visit.
  package var isRenewable: Bool { source.refreshToken != nil }

  /// What to call the entity: its name, or for a nameless household business its kind and operator.
  package var displayName: String {
    if let entityName, !entityName.isEmpty { return entityName }
    let kind = text("entity_class").flatMap(EntityKind.init(rawValue:))
    if let kind, let operatorName = text("representative_name") { return "\(kind.label.chinese)（\(operatorName)）" }
    return uscc
  }

  /// What the face shows and who holds it, in order, without what is absent.
  package var faceClaims: [(name: String, value: JSON)] {
    LicenceCredential.disclosable.compactMap { name in
      claims[name].flatMap { $0 == .null ? nil : (name, $0) }
    }
  }

  var candidate: CredentialCandidate {
    CredentialCandidate(
      type: text("vct") ?? "", claims: claims, authorityKeyIdentifiers: authorityKeyIdentifiers)
  }

  /// Whether words that a person typed are found in its name, code or persons.
  package func matches(_ words: String) -> Bool {
    let wanted = words.lowercased().split(separator: " ")
    let texts = [displayName, uscc, holderName ?? "", role?.chinese ?? "", role?.english ?? ""].map { $0.lowercased() }
    return wanted.allSatisfy { word in texts.contains { $0.contains(word) } }
  }

  private func text(_ name: String) -> String? { claims[name]?.string }
}

extension StoredLicence {
  var json: JSON {
    var object: JSONObject = [
      "id": .string(id), "credential": .string(credential), "claims": .object(claims),
      "authorities": .array(authorityKeyIdentifiers.map { .string(Base64URL.encode($0)) }),
      "key": .string(Base64URL.encode(key.privateRepresentation)), "source": source.json, "expires": .date(expires),
      "received_at": .date(receivedAt),
    ]
    object["used_at"] = usedAt.map { .date($0) }
    return .object(object)
  }

  init?(json: JSON) {
    guard let id = json["id"]?.string, let credential = json["credential"]?.string, let claims = json["claims"]?.object,
      let authorities = json["authorities"]?.array, let key = json["key"].flatMap(SigningKey.init(stored:)),
      let source = json["source"].flatMap(IssuanceSource.init(json:)), let expires = json["expires"]?.date,
      let receivedAt = json["received_at"]?.date
    else { return nil }
    self.init(
      id: id, credential: credential, claims: claims,
      authorityKeyIdentifiers: authorities.compactMap { $0.string.flatMap { Base64URL.decode($0) } }, key: key,
      source: source, expires: expires, receivedAt: receivedAt, usedAt: json["used_at"]?.date)
  }
}

extension SigningKey {
  /// A key as the wallet keeps it: PKCS#8, which says of which kind it is.
  init?(stored json: JSON) {
    guard let bytes = json.string.flatMap({ Base64URL.decode($0) }),
      let kind = try? KeyFile(bytes, passphrase: nil).kind,
      let key = try? SigningKey(algorithm: kind == .sm2 ? .sm2 : .es256, privateRepresentation: bytes)
    else { return nil }
    self = key
  }
}
