package import JOSE

/// One credential that is asked for (OpenID4VP 1.0 §6.1).
package struct CredentialQuery: Sendable, Hashable {
  package let id: String
  package let format: String
  /// Whether several credentials may answer.
  package let isMultiple: Bool
  /// `meta.vct_values`
  package let types: [String]
  /// `trusted_authorities`; none means any.
  package let trustedAuthorities: [TrustedAuthorityQuery]
  package let requiresHolderBinding: Bool
  package let claims: [ClaimQuery]
  /// Which combinations of claims satisfy, by their ids, the best first; none means all claims.
  package let claimSets: [[String]]

  package init(
    id: String, format: String = LicenceCredential.format, isMultiple: Bool = false, types: [String],
    trustedAuthorities: [TrustedAuthorityQuery] = [], requiresHolderBinding: Bool = true, claims: [ClaimQuery] = [],
    claimSets: [[String]] = []
  ) {
    self.id = id
    self.format = format
    self.isMultiple = isMultiple
    self.types = types
    self.trustedAuthorities = trustedAuthorities
    self.requiresHolderBinding = requiresHolderBinding
    self.claims = claims
    self.claimSets = claimSets
  }

  init(json: JSON) throws(DCQLRejection) {
    guard let id = json["id"], let format = json["format"]?.string, let meta = json["meta"]?.object else {
      throw .malformed
    }
    self.id = try Self.id(id)
    self.format = format
    isMultiple = try Self.bool("multiple", of: json, default: false)
    requiresHolderBinding = try Self.bool("require_cryptographic_holder_binding", of: json, default: true)
    types = try meta["vct_values"].map { member throws(DCQLRejection) in try member.idList() } ?? []
    // For an SD-JWT VC `vct_values` is required (B.3.5); other formats have members that we only pass over.
    guard format != LicenceCredential.format || !types.isEmpty else { throw .malformed }
    trustedAuthorities = try Self.list("trusted_authorities", of: json).map { entry throws(DCQLRejection) in
      try TrustedAuthorityQuery(json: entry)
    }
    claims = try Self.list("claims", of: json).map { entry throws(DCQLRejection) in try ClaimQuery(json: entry) }
    claimSets = try Self.list("claim_sets", of: json).map { entry throws(DCQLRejection) in try entry.idList() }
    let ids = claims.compactMap(\.id)
    guard Set(ids).count == ids.count else { throw .duplicateID }
    guard claimSets.allSatisfy({ $0.allSatisfy(ids.contains) }) else { throw .unknownReference }
    guard claimSets.isEmpty || ids.count == claims.count else { throw .malformed }
  }

  package var json: JSON {
    var object: JSONObject = ["id": .string(id), "format": .string(format)]
    if isMultiple { object["multiple"] = true }
    object["meta"] = types.isEmpty ? [:] : ["vct_values": .array(types.map(JSON.string))]
    if !trustedAuthorities.isEmpty { object["trusted_authorities"] = .array(trustedAuthorities.map(\.json)) }
    if !requiresHolderBinding { object["require_cryptographic_holder_binding"] = false }
    if !claims.isEmpty { object["claims"] = .array(claims.map(\.json)) }
    if !claimSets.isEmpty { object["claim_sets"] = .array(claimSets.map { .array($0.map(JSON.string)) }) }
    return .object(object)
  }

  /// One or more of letters, digits, `_` and `-` (§6.1).
  static func id(_ json: JSON) throws(DCQLRejection) -> String {
    guard let id = json.string, !id.isEmpty else { throw .malformed }
    let isAllowed = id.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
      default: false
      }
    }
    guard isAllowed else { throw .badID }
    return id
  }

  private static func bool(_ name: String, of json: JSON, default absent: Bool) throws(DCQLRejection) -> Bool {
    guard let member = json[name] else { return absent }
    guard let value = member.bool else { throw .malformed }
    return value
  }

  private static func list(_ name: String, of json: JSON) throws(DCQLRejection) -> [JSON] {
    guard let member = json[name] else { return [] }
    guard let entries = member.array, !entries.isEmpty else { throw .malformed }
    return entries
  }
}
