import JOSE

// Describing: what a server offers, for those who write clients, as an OpenAPI 3.1 document. Each room brings a fragment
// that lies beside its pages as a file; the document is the sum over the rooms that are mounted, so that it promises
// nothing that is not served. Neighbour: Routing, whose endpoints it is held against.

/// What one room says of its endpoints: an OpenAPI 3.1 document that has `paths`, `components` or both, and nothing else.
/// What any answer of this project can be (an error, a redirect) and how clients prove themselves is in `common.json`,
/// and may be referred to by every fragment.
package struct APIFragment: Sendable {
  private let bytes: [UInt8]

  /// The content of a file, usually one of `PackageResources`.
  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Nothing to say.
  package static let none = APIFragment(Array("{}".utf8))

  /// The sections.
  func read() throws(APIDescriptionError) -> (paths: JSONObject, components: JSONObject) {
    let fragment: JSON
    do throws(JSONError) { fragment = try JSON(parsing: bytes) } catch { throw .malformed(error) }
    for name in fragment.object?.names ?? [] where name != "paths" && name != "components" { throw .unexpected(name) }
    return (fragment["paths"]?.object ?? [:], fragment["components"]?.object ?? [:])
  }
}
