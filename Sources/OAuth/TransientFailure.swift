/// A failure that may be over in a moment: of a database, of a network. Whether what was asked for has happened is not
/// known; it was acknowledged to nobody.
package protocol TransientFailure: Error {
  /// Seconds after which asking again may help; nil when it is of a kind that does not pass.
  var retryAfter: Int? { get }
}
