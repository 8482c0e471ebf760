package import OAuth

/// Finds the scope that somebody meant who wrote one that does not exist.
package enum ScopeHint {
  /// The nearest of `scopes` to a misspelt one: two letters away at most, or another spelling of one word.
  package static func suggestion(for text: String, among scopes: ScopeSet) -> Scope? {
    if let synonym = synonyms[text.lowercased()], let scope = Scope(synonym), scopes.contains(scope) { return scope }
    guard text.utf8.count <= 64 else { return nil }
    let candidates = scopes.map { ($0, distance(Array(text.lowercased().utf8), Array($0.value.utf8))) }
    return candidates.filter { $0.1 <= 2 }.min { $0.1 < $1.1 }?.0
  }

  /// Whether a scope is one of OpenID Connect Core §5.4 or of ours: it was written as it was meant.
  package static func isStandard(_ scope: Scope) -> Bool {
    ScopeSet.known.contains(scope) || ["email", "phone"].contains(scope.value)
  }

  /// The sentence for an `invalid_scope`.
  package static func description(of unknown: Scope, among scopes: ScopeSet) -> String {
    guard let meant = suggestion(for: unknown.value, among: scopes), meant != unknown else {
      return "scope \(unknown.value) is not available to this client"
    }
    return "scope \(unknown.value) is not available to this client; did you mean \(meant.value)?"
  }

  private static let synonyms = [
    "license": "licence", "business_license": "licence", "business_licence": "licence",
    "license.particulars": "licence.particulars", "offline": "offline_access", "person": "holder", "agent": "holder",
  ]

  /// Levenshtein's distance, one row at a time.
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, y) in b.enumerated() {
        let next = min(row[j] + 1, row[j + 1] + 1, diagonal + (x == y ? 0 : 1))
        diagonal = row[j + 1]
        row[j + 1] = next
      }
    }
    return row[b.count]
  }
}
