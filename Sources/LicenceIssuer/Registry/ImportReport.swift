/// What an import did.
package enum ImportReport: Sendable, Hashable {
  /// All lines are in the register.
  case imported(ImportSummary)
  /// Nothing has changed: these lines are wrong. At most `ImportReport.namedFaults` are named, all are counted.
  case rejected(faults: [ImportFault], total: Int)

  /// How many faults are named; more would only hide the first ones, and take memory.
  package static let namedFaults = 10_000
}

/// How many lines did what.
package struct ImportSummary: Sendable, Hashable {
  /// Licences that were not known.
  package var registered = 0
  /// Licences about which something changed.
  package var changed = 0
  /// Licences that were known like that.
  package var unchanged = 0

  /// Nothing yet.
  package init() {}

  /// Lines in all.
  package var total: Int { registered + changed + unchanged }
}

/// How far an import is.
package struct ImportProgress: Sendable, Hashable {
  /// Bytes of the file that were read.
  package let bytes: Int
  /// Records that were read.
  package let records: Int
}
