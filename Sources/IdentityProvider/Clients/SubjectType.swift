/// Whether all clients see one `sub` for an enterprise (OpenID Connect Core §8).
package enum SubjectType: Sendable, Hashable {
  /// The credit code itself: departments must recognise the same enterprise.
  case `public`
  /// Another one for each sector, so that sectors cannot join what they know.
  case pairwise
}
