/// Why templates cannot be used; found when the server starts.
package enum PageTemplateError: Error, Sendable, Hashable {
  /// The template's bytes are not UTF-8.
  case notUTF8(String)
  /// A template refers to a partial that does not exist.
  case unknownPartial(String, in: String)
}
