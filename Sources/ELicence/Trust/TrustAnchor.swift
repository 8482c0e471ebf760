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

  package init(
    region: String, name: String, certificate: Certificate, types: [String] = [LicenceCredential.type],
    issuers: [String] = []
  ) {
    self.region = region
    self.name = name
    self.certificate = certificate
    self.types = types
    self.issuers = issuers
  }

  /// Reads one entry of a trust list.
  package init?(json: JSON) {
    guard let region = json["region"]?.string, let name = json["name"]?.string, let pem = json["certificate"]?.string,
      let types = json["types"]?.array?.compactMap(\.string)
    else { return nil }
    let certificate: Certificate
    do { certificate = try Certificate(pem: pem) } catch { return nil }
    let issuers = json["issuers"]?.array?.compactMap(\.string) ?? []
    self.init(region: region, name: name, certificate: certificate, types: types, issuers: issuers)
  }

  /// One entry of a trust list.
  package var json: JSON {
    [
      "region": .string(region), "name": .string(name), "types": .array(types.map(JSON.string)),
      "issuers": .array(issuers.map(JSON.string)), "certificate": .string(certificate.pem),
    ]
  }
}
