import JOSE
import KeyCustody

/// What is told of key-encryption keys: above all whether one can be destroyed, and why not yet.
struct EncryptionKeyReport {
  let desk: OperatorDesk

  /// - Parameter waiting: gives running servers some seconds to follow before it is said that they have not.
  func answer(waiting: Bool) async throws -> OperatorAnswer {
    var use = try await self.use
    var patience = waiting ? 40 : 0
    while patience > 0, use.rowsLeft == 0, !use.late.isEmpty || !use.without(use.current).isEmpty {
      try await Task.sleep(for: .milliseconds(500))
      patience -= 1
      use = try await self.use
    }
    let others = Set(use.sealed.keys).union(desk.state.custodian.encryptionKeyIDs).filter {
      !$0.isExactly(use.current)
    }.sorted()
    let former = others.filter { id in use.former.contains { $0.isExactly(id) } || use.sealed[id] != nil }
    let next = others.filter { !former.contains($0) }
    let reasons = self.reasons(use)
    let json: JSONObject = [
      "seals": .string(use.current),
      "rows": .object(JSONObject(use.sealed.sorted { $0.key < $1.key }.map { ($0.key, .integer(Int64($0.value))) })),
      "former": .array(former.map { .string($0) }),
      "next": .array(next.map { .string($0) }), "rows_left": .integer(Int64(use.rowsLeft)),
      "exchanged": .bool(use.isExchanged), "reasons": .array(reasons.map { .string($0) }),
      "servers": .array(
        use.followers.map {
          [
            "host": .string($0.host), "has": .array($0.encryptionKeys.map { .string($0) }),
            "version": .integer($0.version),
          ]
        }),
    ]
    var lines = ["\(use.current) seals; \(use.sealed[use.current] ?? 0) keys and secrets are under it."]
    for id in former {
      lines.append("\(id) sealed before; \(use.sealed[id] ?? 0) keys and secrets are still under it.")
    }
    for id in next { lines.append("\(id) is known and has sealed nothing yet.") }
    if !former.isEmpty {
      lines +=
        use.isExchanged
        ? [
          "Nothing needs \(former.joined(separator: ", ")) any more, and all \(use.followers.count) running servers follow.",
          "Name the new key in the settings (keys.encryption-key-…), then destroy the former one: as soon as no backup",
          "is kept that was made before now, for such a backup opens only with it.",
        ] : ["The former key must not be destroyed yet:"] + reasons.map { "  - \($0)" }
    }
    return OperatorAnswer(
      json: .object(json), lines: lines, warnings: [], finding: !former.isEmpty && !use.isExchanged && waiting)
  }

  private var use: EncryptionKeyUse {
    get async throws { try await desk.state.custodian.encryptionKeyUse(at: .now()) }
  }

  private func reasons(_ use: EncryptionKeyUse) -> [String] {
    var reasons: [String] = []
    if use.rowsLeft > 0 { reasons.append("\(use.rowsLeft) keys and secrets are still sealed under another key") }
    for server in use.without(use.current) { reasons.append("\(server.host) runs without \(use.current)") }
    for server in use.late where !use.without(use.current).contains(server) {
      reasons.append("\(server.host) has not followed yet")
    }
    return reasons
  }
}
