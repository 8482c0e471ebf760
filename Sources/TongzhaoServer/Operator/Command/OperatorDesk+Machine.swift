package import JOSE
import SQLStore

extension OperatorDesk {
  /// A desk at a server that is opened for an account of the machine. Who may ask is found out before: opening a server
  /// brings its database up to date and makes keys that are missing.
  package static func openedAtMachine(
    for command: any OperatorCommand.Type, settings: Settings, account: String, breakingGlass: Bool, reason: String?,
    content: OperatorContent? = nil,
    progress: @escaping @Sendable (_ done: Int, _ total: Int, _ note: String) -> Void = { _, _, _ in },
    at now: NumericDate
  ) async throws -> OperatorDesk {
    _ = try asker(
      account, for: command, isGuarded: try await settings.isGuarded, breakingGlass: breakingGlass, reason: reason)
    let state = try await open(settings, at: now)
    do {
      return try await atMachine(
        for: command, state: state, settings: settings, account: account, breakingGlass: breakingGlass,
        reason: reason, content: content, progress: progress, at: now)
    } catch {
      try? await state.database.close()
      throw error
    }
  }

  /// A desk for an account of the machine itself, which is remembered before anything is done if it breaks the glass.
  package static func atMachine(
    for command: (any OperatorCommand.Type)? = nil, state: ServerState, settings: Settings, account: String,
    breakingGlass: Bool, reason: String?,
    content: OperatorContent? = nil,
    progress: @escaping @Sendable (_ done: Int, _ total: Int, _ note: String) -> Void = { _, _, _ in },
    at now: NumericDate
  ) async throws -> OperatorDesk {
    let isGuarded = try await !OperatorDirectory(state, settings.server).isUnguarded
    let asker = try asker(
      account, for: command, isGuarded: isGuarded, breakingGlass: breakingGlass, reason: reason)
    let desk = OperatorDesk(
      state: state, settings: settings, asker: asker, reason: reason, content: content, progress: progress)
    if case .breakingGlass = asker {
      try await desk.state.journal?.note(OperatorAction(.breakGlass, account, reason: reason), failure: nil, at: now)
    }
    return desk
  }

  /// Who an account of the machine is. Until the first operator is enrolled it is everything; afterwards it must break the
  /// glass, which needs a reason, for all but what timers do.
  static func asker(
    _ account: String, for command: (any OperatorCommand.Type)?, isGuarded: Bool, breakingGlass: Bool, reason: String?
  ) throws(OperatorRefusal) -> OperatorAsker {
    guard isGuarded else { return .account(account) }
    if command?.isUnattended == true, !breakingGlass { return .unattended(account) }
    guard breakingGlass else { throw .glassNotBroken }
    guard let reason, !reason.isEmpty else { throw .reasonMissing }
    return .breakingGlass(account)
  }
}
