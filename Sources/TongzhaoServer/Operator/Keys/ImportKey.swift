package import JOSE
package import KeyCustody

/// Announces a private key that was made elsewhere; it comes as the command's content. Whoever kept a copy signs as this
/// server does from then on, so it takes a reason.
package struct ImportKey: OperatorCommand {
  package static let name = "keys.import"
  package static let duty = OperatorDuty.system
  package static let effect = OperatorEffect.endangers
  package static let servers = ServerKind.allCases

  package let slot: KeySlot
  /// Days until it signs; by the schedule when nil.
  package let signsInDays: Int?

  package init(_ slot: KeySlot, signsInDays: Int?) {
    self.slot = slot
    self.signsInDays = signsInDays
  }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    slot = try KeySlot(&parameters)
    signsInDays = try parameters.optionalNumber("signs_in_days", in: 0...3_660)
    try parameters.finish()
  }

  package var parameters: JSONObject {
    slot.parameters.merging(signsInDays.map { ["signs_in_days": .integer(Int64($0))] } ?? [:])
  }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let imported = try KeyImportEnvelope(try desk.requiredContent).opened()
    let key = try await KeyOperations(desk.state)
      .importKey(imported, for: slot, signsFrom: signsInDays.map { now + $0 * 86_400 }, at: now)
    return PublishedKey(key).answer
  }
}
