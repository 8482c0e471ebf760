package import JOSE

extension OperatorDesk {
  /// A desk for an account of the machine itself. Until the first operator is enrolled that account is everything;
  /// afterwards it must break the glass, which needs a reason and is remembered before anything is done, for all but what
  /// timers do.
  package static func atMachine(
    for command: (any OperatorCommand.Type)? = nil, state: ServerState, settings: Settings, account: String,
    breakingGlass: Bool, reason: String?,
    content: OperatorContent? = nil,
    progress: @escaping @Sendable (_ done: Int, _ total: Int, _ note: String) -> Void = { _, _, _ in },
    at now: NumericDate
  ) async throws -> OperatorDesk {
    func desk(_ asker: OperatorAsker) -> OperatorDesk {
      OperatorDesk(
        state: state, settings: settings, asker: asker, reason: reason, content: content, progress: progress)
    }
    if try await OperatorDirectory(state, settings.server).isUnguarded { return desk(.account(account)) }
    if command?.isUnattended == true, !breakingGlass { return desk(.unattended(account)) }
    guard breakingGlass else { throw OperatorRefusal.glassNotBroken }
    guard let reason, !reason.isEmpty else { throw OperatorRefusal.reasonMissing }
    let broken = desk(.breakingGlass(account))
    try await broken.state.journal?.note(OperatorAction(.breakGlass, account, reason: reason), failure: nil, at: now)
    return broken
  }
}
