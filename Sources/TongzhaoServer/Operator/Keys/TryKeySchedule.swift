package import JOSE
import KeyCustody

/// Whether such a schedule could be used for keys made from now on.
package struct TryKeySchedule: OperatorCommand {
  package static let name = "keys.try-schedule"
  package static let duty = OperatorDuty.systemOrSecurity
  package static let effect = OperatorEffect.looks
  package static let servers = ServerKind.allCases

  /// Seconds for which a key would be announced.
  package let announce: Int?
  /// Seconds for which it would sign.
  package let sign: Int?

  package init(announce: Int?, sign: Int?) {
    self.announce = announce
    self.sign = sign
  }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    announce = try parameters.optionalNumber("announce", in: 0...Int(Int32.max))
    sign = try parameters.optionalNumber("sign", in: 0...Int(Int32.max))
    try parameters.finish()
  }

  package var parameters: JSONObject {
    var parameters: JSONObject = [:]
    parameters["announce"] = announce.map { .integer(Int64($0)) }
    parameters["sign"] = sign.map { .integer(Int64($0)) }
    return parameters
  }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let longest = try await KeyOperations(desk.state).longestMaximumAge()
    let standard = RotationPolicy.standard(for: .token)
    do throws(RotationPolicyRejection) {
      let policy = try RotationPolicy(
        announce: announce ?? standard.announce, sign: sign ?? standard.sign, longestLife: standard.longestLife)
      if let refusal = KeySchedule.refusal(of: policy, longestMaximumAge: longest) { throw refusal }
    } catch {
      let why =
        switch error {
        case .announcementTooShort:
          "A key must be announced for longer than \(longest) s, the longest max-age ever served."
        case .signingShorterThanAnnouncement:
          "A key must sign for at least as long as its successor is announced, or there is a gap."
        case .lifeOutOfRange: "What is signed must live for some time."
        }
      return OperatorAnswer(json: ["usable": false], lines: [], warnings: [why], finding: true)
    }
    return OperatorAnswer(json: ["usable": true], lines: ["Such a schedule can be used."])
  }
}
