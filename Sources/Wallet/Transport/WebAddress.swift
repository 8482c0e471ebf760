import JOSE
package import OAuth

/// An address that the wallet may speak to: https, or http on a literal loopback address for one machine's development.
package struct WebAddress: Sendable, Hashable, CustomStringConvertible {
  /// The whole address.
  package let value: String
  /// Scheme, host and port as a browser writes them.
  package let origin: String
  /// What stands behind the authority, query included; empty or beginning with `/` or `?`.
  package let pathAndQuery: String

  /// Refuses user names, fragments, characters that addresses do not have, and everything that is not encrypted.
  package init?(_ text: String) {
    guard text.utf8.count <= 4096, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x23 && $0 != 0x5C })
    else { return nil }
    let scheme = text.hasPrefix("https://") ? 8 : text.hasPrefix("http://") ? 7 : 0
    guard scheme > 0 else { return nil }
    let rest = text.dropFirst(scheme)
    let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
    guard let authority = Issuer(String(text[..<end])) else { return nil }
    value = text
    origin = authority.origin
    pathAndQuery = String(rest[end...])
  }

  /// The parameters of the query, decoded; nil when there is no query or it cannot be read.
  package var query: ParameterList? {
    guard let mark = pathAndQuery.firstIndex(of: "?") else { return nil }
    return try? ParameterList(formEncoded: Array(pathAndQuery[pathAndQuery.index(after: mark)...].utf8))
  }

  package func isSameOrigin(as other: WebAddress) -> Bool { origin.isExactly(other.origin) }

  package var description: String { value }
}
