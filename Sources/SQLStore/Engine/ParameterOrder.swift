/// In which order a statement's numbered parameters appear for the first time.
///
/// SQLite takes `$2` for a *name* and numbers names by first appearance; PostgreSQL takes it for a position. Binding by
/// this order makes both mean the same.
struct ParameterOrder: Sendable, Hashable {
  /// For SQLite's parameter `i`, the index of the argument it takes.
  let argumentIndices: [Int]
  /// How many arguments the statement needs.
  let count: Int

  /// Reads the parameters of `sql`; nil when it has `?`, `:name` or `@name` parameters, `$0`, or leaves a number out.
  init?(_ sql: String) {
    var indices: [Int] = []
    var highest = 0
    var rest = Array(sql.utf8)[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        // A doubled quote closes and opens again at once, which is the same for our purpose.
        guard let end = rest.firstIndex(of: byte) else { return nil }
        rest = rest[(end + 1)...]
      case UInt8(ascii: "-") where rest.first == UInt8(ascii: "-"):
        rest = rest.drop { $0 != UInt8(ascii: "\n") }
      case UInt8(ascii: "$"):
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        rest = rest[digits.endIndex...]
        guard let number = Int(String(decoding: digits, as: UTF8.self)), number > 0 else { return nil }
        highest = max(highest, number)
        if !indices.contains(number - 1) { indices.append(number - 1) }
      case UInt8(ascii: "?"), UInt8(ascii: "@"), UInt8(ascii: ":"):
        return nil
      default:
        break
      }
    }
    guard indices.count == highest else { return nil }
    argumentIndices = indices
    count = highest
  }
}
