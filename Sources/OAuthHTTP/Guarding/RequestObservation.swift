/// What is told of an answered request, to the log and to metrics: no query, no body, no header.
package struct RequestObservation: Sendable, Hashable {
  /// The method; one of nine, or `other`.
  package let method: String
  /// The pattern of the route, such as `/sign-in/{order}`; `none` for an unknown path.
  package let route: String
  /// The status.
  package let status: Int
  /// Microseconds until the answer's head was ready.
  package let microseconds: Int

  package init(method: String, route: String, status: Int, microseconds: Int) {
    self.method = method
    self.route = route
    self.status = status
    self.microseconds = microseconds
  }
}
