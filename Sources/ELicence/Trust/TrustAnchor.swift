// Whom we believe: one X.509 root a region, and which credential types it may vouch for.

package import JOSE
package import LibCrypto

/// A region's root certificate and what it may vouch for.
package struct TrustAnchor: Sendable, Hashable {
  /// Which region's authority it is: a GB/T 2260 division or a word of the operator's.
  package let region: String
  /// The authority's name, shown to people.
  package let name: String
  package let certificate: Certificate
  /// The `vct` values that may be issued under it.
  package let types: [String]
  /// The `iss` values that may be issued under it; empty leaves it to the leaf certificate's names.
  package let issuers: [String]
  /// Whether a leaf under it must name its purpose. Without this a leaf that names none may be used for all
  /// (RFC 5280 §4.2.1.12), which is right for a root that certifies nothing else; one that names others never may.
  package let requiresPurpose: Bool
  /// For how long and how far it is believed.
  package let terms: TrustTerms

  package init(
    region: String, name: String, certificate: Certificate, types: [String] = [LicenceCredential.type],
    issuers: [String] = [], requiresPurpose: Bool = false, terms: TrustTerms = .none
  ) {
    self.region = region
    self.name = name
    self.certificate = certificate
    self.types = types
    self.issuers = issuers
    self.requiresPurpose = requiresPurpose
    self.terms = terms
  }

  /// Reads one entry of a trust list.
  package init?(json: JSON) {
    guard let region = json["region"]?.string, let name = json["name"]?.string, let pem = json["certificate"]?.string,
      let types = json["types"]?.array?.compactMap(\.string), let terms = TrustTerms(json: json)
    else { return nil }
    let certificate: Certificate
    do { certificate = try Certificate(pem: pem) } catch { return nil }
    let issuers = json["issuers"]?.array?.compactMap(\.string) ?? []
    // What says something else than yes or no must not be read as the laxer one.
    let requiresPurpose = json["requires_purpose"].map { $0 != .bool(false) } ?? false
    self.init(
      region: region, name: name, certificate: certificate, types: types, issuers: issuers,
      requiresPurpose: requiresPurpose, terms: terms)
  }

  /// One entry of a trust list.
  package var json: JSON {
    var json: JSONObject = [
      "region": .string(region), "name": .string(name), "types": .array(types.map(JSON.string)),
      "issuers": .array(issuers.map(JSON.string)), "requires_purpose": .bool(requiresPurpose),
      "certificate": .string(certificate.pem),
    ]
    json.merge(terms.json)
    return .object(json)
  }
}
