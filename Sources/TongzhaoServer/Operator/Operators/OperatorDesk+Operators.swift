import JOSE
import SQLStore

extension OperatorDesk {
  /// Moves an operator into another standing. Nobody does that to oneself: it is always another person's decision.
  func move(
    _ name: String, to standing: StoredOperator.Standing, by command: String, at now: NumericDate
  ) async throws -> OperatorAnswer {
    guard !asker.isOperator(named: name) else { throw OperatorRefusal.notOneself }
    let directory = OperatorDirectory(state, settings.server)
    return try await state.carryOut(OperatorAction(.init(rawValue: command), name, reason: reason), at: now) {
      guard try await directory.store.move(name, to: standing, at: now) else {
        throw OperatorRefusal.unknownOperator(name)
      }
      return OperatorAnswer(
        json: ["name": .string(name), "standing": .string(standing.rawValue)],
        lines: ["\(name): \(standing.rawValue)"])
    }
  }
}

extension OperatorAsker {
  /// Whether this is the enrolled operator of that name.
  func isOperator(named name: String) -> Bool {
    switch self {
    case .enrolled(let own, _, _): own.isExactly(name)
    case .account, .unattended, .breakingGlass: false
    }
  }
}
