import JOSE

/// Whose credentials the verifier believes (OpenID4VP 1.0 §6.1.1).
package struct TrustedAuthorityQuery: Sendable, Hashable {
  /// The type by authority key identifier (§6.1.1.1), the only one that HAIP 1.0 §5 requires and that we match.
  package static let authorityKeyIdentifier = "aki"

  package let type: String
  package let values: [String]

  package init(type: String, values: [String]) {
    self.type = type
    self.values = values
  }

  /// Asks for authorities by the bytes of their key identifiers.
  package init(authorityKeyIdentifiers: [[UInt8]]) {
    self.init(type: Self.authorityKeyIdentifier, values: authorityKeyIdentifiers.map { Base64URL.encode($0) })
  }

  init(json: JSON) throws(DCQLRejection) {
    guard let type = json["type"]?.string, let values = json["values"] else { throw .malformed }
    self.init(type: type, values: try values.idList())
  }

  var json: JSON { ["type": .string(type), "values": .array(values.map(JSON.string))] }

  /// Whether a credential whose chain has these authority key identifiers comes from one of them.
  func matches(_ authorityKeyIdentifiers: [[UInt8]]) -> Bool {
    type == Self.authorityKeyIdentifier
      && authorityKeyIdentifiers.contains { values.contains(Base64URL.encode($0)) }
  }
}
