package import JOSE

/// What one endpoint contributes to discovery (RFC 8414; OpenID Connect Discovery §3). The document is the sum of the
/// endpoints that are mounted, so it can promise nothing that is not served.
package struct MetadataPart: Sendable {
  /// Members in order.
  package var members: [(String, JSON)]

  /// A contribution; none by default.
  package init(_ members: [(String, JSON)] = []) {
    self.members = members
  }

  /// The sum: arrays of the same name are united in order, other values must agree.
  package static func document(_ parts: [MetadataPart]) throws(MetadataConflict) -> JSONObject {
    var document = JSONObject()
    for (name, value) in parts.flatMap(\.members) {
      switch (document[name], value) {
      case (nil, _): document[name] = value
      case (.array(let former)?, .array(let more)):
        document[name] = .array(former + more.filter { !former.contains($0) })
      case (let former?, _):
        guard former == value else { throw MetadataConflict(name: name) }
      }
    }
    return document
  }
}
