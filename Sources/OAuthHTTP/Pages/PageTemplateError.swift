/// Why templates cannot be used; found when the server starts, but for an open section, which is found by tests or when
/// the page is drawn first.
package enum PageTemplateError: Error, Sendable, Hashable {
  /// The template's bytes are not UTF-8.
  case notUTF8(String)
  /// A template refers to a partial that does not exist.
  case unknownPartial(String, in: String)
  /// What is for one language only has no end.
  case openSection(String, in: String)
}
