package import JOSE
import SQLStore

/// Brings a server's database up to date for an account of its machine: until the first operator is enrolled that
/// account is everything, afterwards it must break the glass, as with every other command at the machine.
package struct MigrateServer: Sendable {
  private let settings: OperatorDesk.Settings
  private let account: String
  private let breakingGlass: Bool
  private let reason: String?

  package init(_ settings: OperatorDesk.Settings, account: String, breakingGlass: Bool, reason: String?) {
    self.settings = settings
    self.account = account
    self.breakingGlass = breakingGlass
    self.reason = reason
  }

  /// Says what would be done. Nothing is changed or remembered.
  package func plan(at now: NumericDate) async throws -> MigrationPlan { try await run(applying: false, at: now) }

  /// Does it, and has it remembered.
  package func carryOut(at now: NumericDate) async throws -> MigrationPlan {
    let planned = try await plan(at: now)
    guard !planned.isUpToDate else { return planned }
    // A server that is opened brings its database up to date: who may ask is found out before.
    _ = try OperatorDesk.asker(
      account, for: nil, isGuarded: try await settings.isGuarded, breakingGlass: breakingGlass, reason: reason)
    let done = try await run(applying: true, at: now)
    let state = try await OperatorDesk.open(settings, at: now)
    do {
      let desk = try await OperatorDesk.atMachine(
        state: state, settings: settings, account: account, breakingGlass: breakingGlass, reason: reason, at: now)
      let names = JSON.array(done.steps.map { .string($0.name) })
      try await desk.state.journal?.note(
        OperatorAction(
          OperatorAction.Kind(rawValue: "migrate"), settings.server.database.description, reason: reason,
          details: ["steps": names]),
        failure: nil, at: now)
      try await state.database.close()
    } catch {
      try? await state.database.close()
      throw error
    }
    return done
  }

  private func run(applying: Bool, at now: NumericDate) async throws -> MigrationPlan {
    try await MigrationPlan.run(on: settings.server.database, settings.kind.schema, applying: applying, at: now)
  }
}
