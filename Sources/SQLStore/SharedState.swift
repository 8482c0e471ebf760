/// What every process has in memory and follows in the database. Whoever changes it announces that in the same
/// transaction (``SQLConnection/announce(_:)``), so that the others look at once; that they also look by themselves,
/// again and again, is the safety net.
package enum SharedState: String, Sendable, Hashable, CaseIterable {
  case keys, clients, trust, emergencies
}
