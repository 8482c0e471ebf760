import JOSE
import TongzhaoServer

/// Where an operator's command is taken: at this machine, or at a server's admin API.
protocol OperatorCounter: Sendable {
  func plan(_ command: some OperatorCommand) async throws -> [String]
  func carryOut(_ command: some OperatorCommand) async throws -> OperatorAnswer
}

/// At this machine, on the server's own database.
struct LocalCounter: OperatorCounter {
  let desk: OperatorDesk

  func plan(_ command: some OperatorCommand) async throws -> [String] { try await desk.plan(command, at: .now()) }

  func carryOut(_ command: some OperatorCommand) async throws -> OperatorAnswer {
    try await desk.execute(command, at: .now())
  }
}
