package import JOSE
import KeyCustody

/// Seals everything that is sealed under another key-encryption key, while servers go on serving. Asked again after an
/// interruption it goes on where it stopped.
package struct RotateEncryptionKey: OperatorCommand {
  package static let name = "keys.rotate-encryption-key"
  package static let duty = OperatorDuty.system
  package static let effect = OperatorEffect.endangers
  package static let servers = ServerKind.allCases

  /// The id of the key that is to seal; the other one that is configured when nil.
  package let id: String?
  /// How many rows are sealed in one transaction.
  package let batch: Int

  package init(to id: String?, batch: Int) {
    self.id = id
    self.batch = batch
  }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    id = try parameters.optionalText("encryption_key")
    batch = try parameters.number("batch", default: 50, in: 1...1_000)
    try parameters.finish()
  }

  package var parameters: JSONObject {
    var parameters: JSONObject = ["batch": .integer(Int64(batch))]
    parameters["encryption_key"] = id.map { .string($0) }
    return parameters
  }

  package func plan(at desk: OperatorDesk, now: NumericDate) async throws -> [String] {
    let keys = desk.state.custodian
    let use = try await keys.encryptionKeyUse(at: now)
    let next = try target(of: use, at: desk)
    let rows = use.sealed.reduce(0) { $0 + ($1.key.isExactly(next) ? 0 : $1.value) }
    return [
      "From now on \(next) seals instead of \(use.current).",
      "\(rows) keys and secrets are sealed anew, \(batch) at a time; servers go on serving.",
      use.followers.isEmpty
        ? "No server is running." : "Running, and have it: \(use.followers.map(\.host).joined(separator: ", ")).",
      "Exchange the key-encryption key now?",
    ]
  }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let custodian = desk.state.custodian
    let before = try await custodian.encryptionKeyUse(at: now)
    let next = try target(of: before, at: desk)
    let action = OperatorAction(
      .init(rawValue: Self.name), next, reason: desk.reason, details: ["former": .string(before.current)])
    try await desk.state.carryOut(action, at: now) {
      try await custodian.adopt(encryptionKey: next, at: now)
      let total = try await custodian.encryptionKeyUse(at: now).rowsLeft
      var left = total
      while left > 0 {
        left = try await custodian.reseal(atMost: batch)
        desk.progress(total - left, total, "sealed anew")
      }
    }
    try await desk.state.keys.refresh()
    return try await EncryptionKeyReport(desk: desk).answer(waiting: true)
  }

  private func target(of use: EncryptionKeyUse, at desk: OperatorDesk) throws -> String {
    if let id { return id }
    // Interrupted after the change-over: what is left goes under the key that seals already.
    if use.rowsLeft > 0 { return use.current }
    let next = desk.state.custodian.encryptionKeyIDs.filter { id in
      !id.isExactly(use.current) && !use.former.contains { $0.isExactly(id) }
    }
    if let id = next.first, next.count == 1 { return id }
    // Asked again after it was done: it stays done.
    guard next.isEmpty, !use.former.isEmpty else { throw OperatorRefusal.noNextEncryptionKey }
    return use.current
  }
}
