import HTTPTypes
package import Hummingbird

extension Request {
  /// Whether the caller has what this entity tag (with its quotes) stands for: `If-None-Match`, compared weakly
  /// (RFC 9110 §13.1.2).
  package func isUpToDate(_ entityTag: String) -> Bool {
    headers[values: .ifNoneMatch].contains { field in
      field.utf8.split(separator: UInt8(ascii: ",")).contains { part in
        var tag = part.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        while let last = tag.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") { tag.removeLast() }
        if tag.elementsEqual("*".utf8) { return true }
        if tag.starts(with: "W/".utf8) { tag = tag.dropFirst(2) }
        return tag.elementsEqual(entityTag.utf8)
      }
    }
  }
}
