/// A person's name as it leaves this server without `holder.identity`: 张** (the first character, and at most two
/// stars, so that the length says little).
package enum MaskedName {
  /// The masked form.
  package static func of(_ name: String) -> String {
    guard let first = name.first else { return "" }
    return String(first) + String(repeating: "*", count: min(max(name.count - 1, 1), 2))
  }
}
