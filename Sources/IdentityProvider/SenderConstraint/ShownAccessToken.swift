/// An access token as a request shows it; nobody has looked at it.
struct ShownAccessToken: Sendable, Hashable {
  /// The scheme of the Authorization header; a token in a form counts as borne.
  enum Scheme: Sendable, Hashable {
    case bearer
    case dpop
  }

  let scheme: Scheme
  let compact: String
}
