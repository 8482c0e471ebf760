package import JOSE

/// Where a credential's status is: a list and an index in it (Token Status List §6.2).
package struct StatusListReference: Sendable, Hashable {
  package let uri: String
  package let index: Int

  package init(uri: String, index: Int) {
    self.uri = uri
    self.index = index
  }

  /// Reads the claim `status`; only `status_list` is understood.
  package init?(json: JSON) {
    guard let list = json["status_list"], let uri = list["uri"]?.string, !uri.isEmpty, let index = list["idx"]?.integer,
      index >= 0, let index = Int(exactly: index)
    else { return nil }
    self.init(uri: uri, index: index)
  }

  /// The claim `status`.
  package var json: JSON { ["status_list": ["idx": .integer(Int64(index)), "uri": .string(uri)]] }
}
