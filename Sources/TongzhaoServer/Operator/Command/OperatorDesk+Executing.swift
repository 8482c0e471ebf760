package import JOSE

extension OperatorDesk {
  /// What a command would do. Nothing is changed or remembered.
  package func plan(_ command: some OperatorCommand, at now: NumericDate) async throws -> [String] {
    try admit(type(of: command))
    return try await command.plan(at: self, now: now)
  }

  /// Carries a command out, and has it remembered once, whatever comes of it.
  package func execute(_ command: some OperatorCommand, at now: NumericDate) async throws -> OperatorAnswer {
    let journal = CommandJournal(beneath: state.journal, reason: reason)
    var desk = self
    desk.state.journal = journal
    let name = type(of: command).name
    let note = OperatorAction(.init(rawValue: name), "", reason: reason, personal: command.parameters)
    do {
      try admit(type(of: command))
      let acting = ActingOperator(account: asker.name, source: asker.source)
      let answer = try await ActingOperator.$current.withValue(acting) {
        try await command.carryOut(at: desk, now: now)
      }
      if command.isNoted, !journal.hasNoted { try await journal.note(note, failure: nil, at: now) }
      return answer
    } catch {
      if !journal.hasNoted { try await journal.note(note, failure: "\(error)", at: now) }
      throw error
    }
  }

  /// Refuses a command that may not be asked, and has the refusal remembered.
  func admit(_ command: any OperatorCommand.Type, at now: NumericDate) async throws {
    try await noting(command, at: now) { try admit(command) }
  }

  /// Refuses a command that this operator may not ask here however it is explained, and has the refusal remembered.
  func admit(dutyOf command: any OperatorCommand.Type, at now: NumericDate) async throws {
    try await noting(command, at: now) { try admit(dutyOf: command) }
  }

  private func noting(
    _ command: any OperatorCommand.Type, at now: NumericDate, _ check: () throws -> Void
  ) async throws {
    do {
      try check()
    } catch {
      try await state.journal?
        .note(OperatorAction(.init(rawValue: command.name), "", reason: reason), failure: "\(error)", at: now)
      throw error
    }
  }

  /// The one place that decides whether a command may be asked here, by this operator and so barely explained.
  private func admit(_ command: any OperatorCommand.Type) throws {
    try admit(dutyOf: command)
    if command.effect == .endangers, reason == nil { throw OperatorRefusal.reasonMissing }
  }

  private func admit(dutyOf command: any OperatorCommand.Type) throws {
    guard command.servers.contains(settings.kind) else { throw OperatorRefusal.wrongServer(settings.kind) }
    if let role = asker.role, !command.duty.includes(role) {
      throw OperatorRefusal.notYourDuty(command: command.name, role: role, duty: command.duty)
    }
    if case .unattended = asker, !command.isUnattended { throw OperatorRefusal.glassNotBroken }
  }
}
