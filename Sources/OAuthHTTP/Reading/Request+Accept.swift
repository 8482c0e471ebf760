import HTTPTypes
package import Hummingbird

package extension Request {
  /// Whether the sender asks for a page: browsers name `text/html`, programs do not.
  var prefersHTML: Bool {
    headers[values: .accept].contains { $0.utf8.count <= 2048 && $0.lowercased().contains("text/html") }
  }

  /// Whether the sender names this media type (in lower case, without parameters) among those that it takes.
  func accepts(_ type: String) -> Bool {
    headers[values: .accept].filter { $0.utf8.count <= 2048 }.flatMap { $0.split(separator: ",") }.contains { range in
      let name = range.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }
      return name.lowercased() == type
    }
  }

  /// Whether the sender asks for JSON and not for a page.
  var prefersJSON: Bool {
    !prefersHTML && headers[values: .accept].contains { $0.utf8.count <= 2048 && $0.contains("application/json") }
  }
}
