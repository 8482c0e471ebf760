package import JOSE
package import KeyCustody

/// Announces a key for a date.
package struct GenerateKey: OperatorCommand {
  package static let name = "keys.generate"
  package static let duty = OperatorDuty.system
  package static let effect = OperatorEffect.changes
  package static let servers = ServerKind.allCases

  package let slot: KeySlot
  /// Days until it signs; by the schedule when nil.
  package let signsInDays: Int?
  /// Where its private part is made; where the signing key's is when nil.
  package let place: KeyPlace?

  package init(_ slot: KeySlot, in place: KeyPlace? = nil, signsInDays: Int?) {
    self.slot = slot
    self.place = place
    self.signsInDays = signsInDays
  }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    slot = try KeySlot(&parameters)
    signsInDays = try parameters.optionalNumber("signs_in_days", in: 0...3_660)
    place = try parameters.optionalWord("in", as: KeyPlace.self)
    try parameters.finish()
  }

  package var parameters: JSONObject {
    slot.parameters.merging(signsInDays.map { ["signs_in_days": .integer(Int64($0))] } ?? [:])
      .merging(place.map { ["in": .string($0.rawValue)] } ?? [:])
  }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let key = try await KeyOperations(desk.state)
      .generate(slot, in: place, signsFrom: signsInDays.map { now + $0 * 86_400 }, at: now)
    return PublishedKey(key).answer
  }
}
