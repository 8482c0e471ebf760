/// The number of a database's format. A release that adds steps to a schema raises it by one.
///
/// Steps only add, so the program before still reads and writes what the one after it made: two programs one format
/// apart may serve one database together while replicas are replaced. Two formats apart nobody promises anything, and
/// a program refuses.
package struct SchemaFormat: Sendable, Hashable {
  /// What wrote the database.
  package let format: Int
  /// The oldest format whose programs may serve it.
  package let readableFrom: Int

  package init(format: Int, readableFrom: Int) {
    self.format = format
    self.readableFrom = readableFrom
  }

  /// This program's.
  package static let current = SchemaFormat(format: 2, readableFrom: 1)
  /// A database from before formats were numbered.
  package static let first = SchemaFormat(format: 1, readableFrom: 1)

  /// Whether this program may serve it.
  package var isServed: Bool { readableFrom <= Self.current.format }

  /// For the operator.
  package var refusal: String {
    "the database has format \(format), which programs of format \(readableFrom) and later serve; this one has format "
      + "\(Self.current.format): use the newer program, or restore a backup from before it"
  }
}
