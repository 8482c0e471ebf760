package import Metrics

/// A counter for each case of a closed enum, all made beforehand: counting is a look-up and an addition, and no text is
/// built for a label.
package struct CaseCounters<Case: Hashable & Sendable>: Sendable {
  private let counters: [Case: Counter]

  /// - Parameters:
  ///   - label: the metric's name.
  ///   - dimensions: labels that all have.
  ///   - dimension: the label that tells the cases apart.
  ///   - name: the label's value for a case.
  package init(
    _ label: String, _ dimensions: [(String, String)] = [], by dimension: String, of cases: some Sequence<Case>,
    factory: any MetricsFactory = MetricsSystem.factory, name: (Case) -> String
  ) {
    counters = Dictionary(
      cases.map { one in
        (one, Counter(label: label, dimensions: dimensions + [(dimension, name(one))], factory: factory))
      }, uniquingKeysWith: { first, _ in first })
  }

  /// Each case by its own name.
  package init(
    _ label: String, _ dimensions: [(String, String)] = [], by dimension: String, of cases: some Sequence<Case>,
    factory: any MetricsFactory = MetricsSystem.factory
  ) where Case: RawRepresentable<String> {
    self.init(label, dimensions, by: dimension, of: cases, factory: factory) { LabelValue.of($0) }
  }

  /// Counts one. A case that was not among them is not counted.
  package func count(_ one: Case) { counters[one]?.increment() }
}

/// How a case is called in a label.
package enum LabelValue {
  /// The case's own name in snake_case: `wrongVerifier` is `wrong_verifier`.
  package static func of(_ value: some RawRepresentable<String>) -> String { snakeCase(value.rawValue) }

  /// Of a case that may say more than its name. Reflection finds the name out, and looks through all types of the program
  /// for what this one can do: a start is the shorter the fewer types are asked.
  package static func of(_ value: some Any) -> String {
    // What the case says is of further types, so it is not described.
    if let name = Mirror(reflecting: value).children.first?.label { return snakeCase(name) }
    return snakeCase(String(describing: value))
  }

  /// A name in snake_case.
  package static func snakeCase(_ name: some StringProtocol) -> String {
    var result = ""
    var last: Character = "_"
    for (place, character) in zip(name.indices, name) {
      let next = name.index(after: place)
      // `redirectURI` is one word at its end, `URIScheme` at its beginning.
      let startsWord =
        character.isUppercase && (!last.isUppercase || next < name.endIndex && name[next].isLowercase)
      if startsWord, !result.isEmpty { result.append("_") }
      result += character.lowercased()
      last = character
    }
    return result
  }
}
