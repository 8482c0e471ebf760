/// Why a query is none.
package enum DCQLRejection: Error, Sendable, Hashable, CaseIterable {
  /// A member is missing, empty or of the wrong type.
  case malformed
  /// An id has a character that ids do not have.
  case badID
  /// Two queries of one kind have the same id.
  case duplicateID
  /// A set names an id that is not there.
  case unknownReference
  /// A claim has no path, or one with something other than names, indexes and null.
  case badPath
}
