package import ELicence
package import JOSE
import LicenceIssuer
import OAuth

/// Offers a licence to a person's wallet: a link, and six digits to be told apart from it. A manager's or an agent's
/// identity document comes as content, which nobody logs: one line, a kind and a number.
package struct OfferLicence: OperatorCommand {
  package static let name = "licences.offer"
  package static let duty = OperatorDuty.registrar
  package static let effect = OperatorEffect.changes
  package static let servers = [ServerKind.licenceIssuer]
  /// Bytes of a line with an identity document.
  package static let documentLimit = 1_024

  package let code: CreditCode
  package let role: HolderRole
  /// A legal representative's is on the licence.
  package let holderName: String?
  /// Never the number of a document.
  package let holderID: String?
  /// What an agent may do; none: any business.
  package let matters: [String]
  /// First day of a delegation.
  package let from: CalendarDate?
  /// Last day of a delegation, inclusive.
  package let until: CalendarDate?

  package init(
    _ code: CreditCode, to role: HolderRole, name: String?, holderID: String?, matters: [String], from: CalendarDate?,
    until: CalendarDate?
  ) {
    self.code = code
    self.role = role
    holderName = name
    self.holderID = holderID
    self.matters = matters
    self.from = from
    self.until = until
  }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    code = try parameters.creditCode("code")
    role = try parameters.word("role", as: HolderRole.self)
    holderName = try parameters.optionalText("name")
    holderID = try parameters.optionalText("holder_id")
    matters = try parameters.texts("matters")
    from = try parameters.optionalParsed("from", "a day, as 2026-01-31") { CalendarDate($0) }
    until = try parameters.optionalParsed("until", "a day, as 2026-01-31") { CalendarDate($0) }
    try parameters.finish()
  }

  package var parameters: JSONObject {
    var parameters: JSONObject = [
      "code": .string(code.value), "role": .string(role.rawValue), "matters": .array(matters.map(JSON.string)),
    ]
    parameters["name"] = holderName.map(JSON.string)
    parameters["holder_id"] = holderID.map(JSON.string)
    parameters["from"] = from.map { .string($0.description) }
    parameters["until"] = until.map { .string($0.description) }
    return parameters
  }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let document = try desk.content.map { content in
      try IdentityDocument(line: String(decoding: content.bytes(atMost: Self.documentLimit), as: UTF8.self))
    }
    let handout = try await desk.registrar.offer(
      code, role: role, name: holderName, holderID: holderID, delegation: delegation, document: document, at: now)
    return OperatorAnswer(
      json: [
        "offer_uri": .string(handout.walletLink), "link": .string(handout.address),
        "tx_code": .string(handout.transactionCode.revealed()), "expires_at": .integer(handout.expiresAt.seconds),
        "holder_id": .string(handout.holder.holder.id), "has_document": .bool(handout.holder.hasDocument),
      ],
      lines: [
        handout.walletLink, "领取码 Code: \(handout.transactionCode.revealed())",
        "有效期至 Valid until: \(handout.expiresAt.text)",
      ])
  }

  private var delegation: Delegation? {
    guard role != .legalRepresentative, role == .agent || from != nil || until != nil || !matters.isEmpty else {
      return nil
    }
    return Delegation(
      matters: matters, notBefore: from, notAfter: until, grantedBy: HolderRole.legalRepresentative.rawValue)
  }
}
