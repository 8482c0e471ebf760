package import OAuthHTTP

/// Tells roughly where a network address is: a city, no finer. It is shown to people and never decides anything.
package protocol PlaceSource: Sendable {
  /// The place's name as people write it; nil when it is not known.
  func place(of address: ClientAddress) -> String?
}

/// Knows no place.
package struct UnknownPlaces: PlaceSource {
  /// Knows no place.
  package init() {}
  package func place(of address: ClientAddress) -> String? { nil }
}
