/// A capability of a server: the endpoints that it mounts.
package protocol Room: Sendable {
  /// Its endpoints. Two rooms of one server never share a method and path.
  var endpoints: [Endpoint] { get }
  /// What it says of those that programs call. A room that draws pages only has nothing to say.
  var apiDescription: APIFragment { get }
}

extension Room {
  package var apiDescription: APIFragment { .none }
}
