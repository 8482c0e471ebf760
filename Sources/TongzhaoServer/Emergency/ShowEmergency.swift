import ELicence
import IdentityProvider
package import JOSE
import OAuth

/// What is stopped at the moment.
package struct ShowEmergency: OperatorCommand {
  package static let name = "emergency.status"
  package static let duty = OperatorDuty.systemOrSecurity
  package static let effect = OperatorEffect.looks

  package init() {}

  package init(parameters: JSONObject) throws { try OperatorParameters(parameters).finish() }

  package var parameters: JSONObject { [:] }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let operations = EmergencyOperations(desk.state)
    let state = try await operations.standing()
    let held = try await operations.consequences(of: .everybody, at: now)
    let suspended = try await ClientOperations(desk.state).list().filter(\.suspended).map(\.id.value)
    let issuers = try await TrustOperations(try desk.identityProvider, desk.state, at: now).list()
      .filter { $0.state != .active }
    let blocked = state.blocked.values.sorted { ($0.since.seconds, $0.uscc) < ($1.since.seconds, $1.uscc) }
    var json: JSONObject = [
      "lockdown": state.lockdown.map { .object(Self.json($0)) } ?? .null,
      "blocked_licences": .array(
        blocked.map { ["uscc": .string($0.uscc), "reason": .string($0.reason), "since": .date($0.since)] }),
      "suspended_clients": .array(suspended.map(JSON.string)),
      "issuers_not_accepted": .array(
        issuers.map {
          ["id": .string($0.name), "region": .string($0.anchor.region), "state": .string($0.state.rawValue)]
        }
      ),
    ]
    json.merge(held.json)
    let lockdown =
      state.lockdown.map {
        "Lockdown: \($0.level.rawValue) (\($0.cause.rawValue)) since \($0.since.text): \($0.reason)"
      }
    return OperatorAnswer(
      json: .object(json),
      lines: [lockdown ?? "No lockdown."]
        + blocked.map { "Blocked licence: \($0.uscc) since \($0.since.text): \($0.reason)" }
        + suspended.map { "Suspended client: \($0)" }
        + issuers.map { "Issuer not accepted: \($0.name) (\($0.anchor.region)), \($0.state.rawValue)" }
        + ["In force: \(held.sum)."])
  }

  private static func json(_ lockdown: Lockdown) -> JSONObject {
    [
      "level": .string(lockdown.level.rawValue), "cause": .string(lockdown.cause.rawValue),
      "reason": .string(lockdown.reason), "since": .date(lockdown.since),
    ]
  }
}
