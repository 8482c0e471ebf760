import JOSE
import TongzhaoServer

/// At a server's admin API, as an enrolled operator.
struct RemoteCounter: OperatorCounter {
  let client: AdminClient
  let reason: String?
  let content: OperatorContent?

  func plan(_ command: some OperatorCommand) async throws -> [String] {
    try await client.plan(command, reason: reason)
  }

  func carryOut(_ command: some OperatorCommand) async throws -> OperatorAnswer {
    try await client.carryOut(command, reason: reason, content: content)
  }
}
