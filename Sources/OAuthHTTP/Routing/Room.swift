/// A capability of a server: the endpoints that it mounts.
package protocol Room: Sendable {
  /// Its endpoints. Two rooms of one server never share a method and path.
  var endpoints: [Endpoint] { get }
}
