/// One additive step of the schema. Format N stays readable by the program N−1, so a step never changes or removes what
/// an earlier one made, and one that was released is never edited.
package struct Migration: Sendable {
  /// Its name, unique in a schema: `<store> <number> <what>`.
  package let name: String
  /// Its statements, in order.
  package let statements: [StaticString]

  package init(name: String, statements: [StaticString]) {
    self.name = name
    self.statements = statements
  }
}
