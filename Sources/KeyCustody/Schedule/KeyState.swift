/// Where a key is in its life. It only goes forward.
package enum KeyState: String, Sendable, CaseIterable {
  /// Published, signs nothing yet.
  case announced
  /// Published, and the one that signs in its slot.
  case signing
  /// Published until the last thing it signed has expired; signs nothing more.
  case retired
  /// No longer published; its private part is gone.
  case removed

  /// Whether verifiers are told of a key in this state.
  package var isPublished: Bool { self != .removed }
}
