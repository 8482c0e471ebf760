import ELicence
import JOSE

/// What a receipt says, as it is kept: for whom, from where, when, as whom. Persons are masked.
struct ReceiptText: Sendable, Hashable {
  let json: JSONObject

  init(_ context: LoginContext, licence: VerifiedLicence, approvedAt: NumericDate) {
    var json = context.json.object ?? [:]
    json["approved_at"] = .date(approvedAt)
    json["uscc"] = .string(licence.uscc.value)
    json["entity_name"] = licence.disclosed["entity_name"]
    json["holder_role"] = .string(licence.holder.role.rawValue)
    json["holder_name"] = licence.holder.name.map { .string(MaskedName.of($0)) }
    self.json = json
  }
}
