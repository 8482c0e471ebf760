import HTTPTypes
package import Hummingbird

package extension Request {
  /// Whether the sender asks for a page: browsers name `text/html`, programs do not.
  var prefersHTML: Bool {
    headers[values: .accept].contains { $0.utf8.count <= 2048 && $0.lowercased().contains("text/html") }
  }

  /// Whether the sender asks for JSON and not for a page.
  var prefersJSON: Bool {
    !prefersHTML && headers[values: .accept].contains { $0.utf8.count <= 2048 && $0.contains("application/json") }
  }
}
