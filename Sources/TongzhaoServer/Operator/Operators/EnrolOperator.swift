package import JOSE
import KeyCustody
import LibCrypto
import SQLStore

/// Takes an operator in: certifies the public key and makes the second factor, which is told once.
package struct EnrolOperator: OperatorCommand {
  package static let name = "operators.enrol"
  package static let duty = OperatorDuty.security
  package static let effect = OperatorEffect.endangers
  package static let servers = ServerKind.allCases

  package let `operator`: String
  package let role: OperatorRole
  /// SubjectPublicKeyInfo in PEM; the private key never leaves the operator's machine.
  package let publicKeyPEM: String
  /// Days for which the certificate is good.
  package let days: Int
  /// Whether the appointment ends with the certificate, which the operator can otherwise renew.
  package let hasFixedTerm: Bool

  package init(_ name: String, role: OperatorRole, publicKeyPEM: String, days: Int, hasFixedTerm: Bool = false) {
    `operator` = name
    self.role = role
    self.publicKeyPEM = publicKeyPEM
    self.days = days
    self.hasFixedTerm = hasFixedTerm
  }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    `operator` = try parameters.parsed("name", "2 to 32 small letters, digits, dots and hyphens") {
      $0.isOperatorName ? $0 : nil
    }
    role = try parameters.word("role", as: OperatorRole.self)
    publicKeyPEM = try parameters.text("public_key")
    days = try parameters.number("days", default: 365, in: 1...1_098)
    hasFixedTerm = try parameters.flag("fixed_term")
    try parameters.finish()
  }

  package var parameters: JSONObject {
    [
      "name": .string(`operator`), "role": .string(role.rawValue), "public_key": .string(publicKeyPEM),
      "days": .integer(Int64(days)), "fixed_term": .bool(hasFixedTerm),
    ]
  }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let directory = OperatorDirectory(desk.state, desk.settings.server)
    let action = OperatorAction(
      .init(rawValue: Self.name), `operator`, reason: desk.reason, details: ["role": .string(role.rawValue)])
    let enrolled = try await desk.state.carryOut(action, at: now) {
      guard `operator`.isOperatorName else { throw OperatorRefusal.badOperatorName }
      return try await directory.enrol(
        `operator`, role: role, publicKeyPEM: publicKeyPEM, days: days, hasFixedTerm: hasFixedTerm, at: now)
    }
    return OperatorAnswer(
      json: .object(
        enrolled.operator.json.merging([
          "certificate": .string(enrolled.certificate.pem), "otpauth": .string(enrolled.factorAddress),
        ])),
      lines: enrolled.operator.lines + ["Second factor (shown once): \(enrolled.factorAddress)"],
      content: .bytes(Array(enrolled.certificate.pem.utf8)))
  }
}

extension String {
  /// Whether this can be an operator's name: it stands in logs, certificates and commands.
  var isOperatorName: Bool {
    (2...32).contains(utf8.count)
      && utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."),
          UInt8(ascii: "-"):
          true
        default: false
        }
      }
  }
}
