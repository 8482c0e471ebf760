/// How long an answer may be kept by others.
package enum CachePolicy: Sendable, Hashable {
  /// Not at all; the default for everything.
  case noStore
  /// By anybody, for so many seconds.
  case shared(seconds: Int)
  /// For ever: the address changes with the content.
  case immutable

  /// The field's value.
  package var header: String {
    switch self {
    case .noStore: "no-store"
    case .shared(let seconds): "public, max-age=\(seconds)"
    case .immutable: "public, max-age=31536000, immutable"
    }
  }
}
