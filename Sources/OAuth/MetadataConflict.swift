/// Two endpoints say different things of one member of discovery: a mistake in the code, found when the server starts.
package struct MetadataConflict: Error, Sendable, Hashable {
  /// The member.
  package let name: String

  /// A conflict about the member of this name.
  package init(name: String) {
    self.name = name
  }
}
