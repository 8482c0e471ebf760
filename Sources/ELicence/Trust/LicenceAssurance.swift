/// How well an authority makes sure whose device a licence is bound to, in the operator's judgement. A login reaches at
/// most this, and its `acr` says so.
package enum LicenceAssurance: String, Sendable, Hashable, CaseIterable {
  /// By a face-to-face or an equal check of the person.
  case standard
  /// By less: an account and a password, say.
  case low

  /// The number at the end of an `acr`.
  package var level: Int {
    switch self {
    case .standard: 1
    case .low: 0
    }
  }
}
