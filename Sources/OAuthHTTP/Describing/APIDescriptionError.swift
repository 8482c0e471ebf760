package import JOSE

/// A description that cannot be summed: a mistake in the code, found when the server starts.
package enum APIDescriptionError: Error, Sendable, Hashable {
  /// A fragment is not JSON.
  case malformed(JSONError)
  /// A fragment has a member that is not its business.
  case unexpected(String)
  /// Two fragments describe one operation, or mean two things by one name.
  case conflict(String)
}
