/// A word printed on the face of a licence, with what it means in English.
package struct PrintedLabel: Sendable, Hashable {
  /// As printed.
  package let chinese: String
  /// For readers of the English pages.
  package let english: String

  package init(_ chinese: String, _ english: String) {
    self.chinese = chinese
    self.english = english
  }
}
