import Foundation
package import JOSE
package import SQLStore

/// What bringing a database up to date would do.
package struct MigrationPlan: Sendable {
  /// One step that was not applied yet.
  package struct Step: Sendable, Hashable {
    package let name: String
    /// The tables that are there already and are touched, with the rows that they have.
    package let touched: [String: Int]
    /// Whether it only adds: the program before goes on working on the result.
    package let isAdditive: Bool
  }

  package let found: SchemaFormat
  package let steps: [Step]

  /// Looks; changes nothing.
  package init(of database: any ServerDatabase, _ schema: Schema) async throws {
    found = try await database.schemaFormat()
    let applied = Set(try await database.appliedMigrations())
    let rows = try await database.rowCounts()
    steps = schema.migrations.filter { !applied.contains($0.name) }.map { migration in
      let tables = Set(migration.statements.compactMap { MigrationStatement($0.description).table })
      return Step(
        name: migration.name, touched: rows.filter { tables.contains($0.key) }, isAdditive: Self.isAdditive(migration))
    }
  }

  /// Whether a step only adds. What it does to tables of its own takes nothing from anybody.
  static func isAdditive(_ migration: Migration) -> Bool {
    let statements = migration.statements.map { MigrationStatement($0.description) }
    let made = Set(statements.compactMap(\.made))
    return statements.allSatisfy { $0.isAdditive || $0.table.map(made.contains) ?? false }
  }

  /// Looks at a server's database, and with `applying` brings it up to date.
  package static func run(
    on place: DatabasePlace, _ schema: Schema, applying: Bool, at now: NumericDate
  ) async throws -> MigrationPlan {
    if let file = place.file, !FileManager.default.fileExists(atPath: file) { throw CareRefusal.missing(file) }
    return try await place.opened { database in
      let plan = try await MigrationPlan(of: database, schema)
      guard plan.found.isServed else { throw CareRefusal.newer([plan.found.refusal]) }
      if applying { try await database.migrate(schema.migrations, at: now) }
      return plan
    }
  }

  /// Whether nothing has to be done.
  package var isUpToDate: Bool { steps.isEmpty && found.format >= SchemaFormat.current.format }

  package var json: JSON {
    [
      "format": .integer(Int64(found.format)), "program_format": .integer(Int64(SchemaFormat.current.format)),
      "served": .bool(found.isServed),
      "steps": .array(
        steps.map { step in
          [
            "name": .string(step.name), "additive": .bool(step.isAdditive),
            "rows": .object(
              JSONObject(step.touched.sorted { $0.key < $1.key }.map { ($0.key, .integer(Int64($0.value))) })),
          ]
        }),
    ]
  }

  package var lines: [String] {
    var lines = ["The database has format \(found.format), this program format \(SchemaFormat.current.format)."]
    for step in steps {
      let tables = step.touched.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value) rows" }
      lines.append(
        "  \(step.name)  \(step.isAdditive ? "adds only" : "CHANGES WHAT IS THERE")"
          + (tables.isEmpty ? "" : "  \(tables.joined(separator: ", "))"))
    }
    if isUpToDate { lines.append("Nothing has to be done.") }
    return lines
  }
}

/// What a step's statement does, by its first words. The schema's texts are our own.
struct MigrationStatement: Sendable, Hashable {
  /// The table that it concerns.
  let table: String?
  /// The table that it makes.
  let made: String?
  let isAdditive: Bool

  init(_ text: String) {
    let words = text.split(whereSeparator: { $0.isWhitespace || $0 == "(" }).map(String.init)
    let upper = words.prefix(8).map { $0.uppercased() }
    func word(after name: String) -> String? {
      upper.firstIndex(of: name).flatMap { $0 + 1 < words.count ? words[$0 + 1] : nil }
    }
    made = upper.first == "CREATE" ? word(after: "EXISTS") ?? word(after: "TABLE") : nil
    switch upper.first {
    case "CREATE" where upper.contains("INDEX"):
      table = word(after: "ON")
      // One that forbids doubles may fail on what is there, and forbids the former program what it did.
      isAdditive = upper.dropFirst().first != "UNIQUE"
    case "CREATE":
      table = nil
      isAdditive = true
    case "ALTER":
      table = word(after: "TABLE")
      // The program before writes rows without the column: only one that may be left out is a mere addition.
      let all = Set(words.map { $0.uppercased() })
      isAdditive = upper.contains("ADD") && (!all.contains("NOT") || all.contains("DEFAULT"))
    case "INSERT":
      table = word(after: "INTO")
      isAdditive = true
    default:
      table = word(after: "FROM") ?? word(after: "UPDATE") ?? word(after: "TABLE")
      isAdditive = false
    }
  }
}
