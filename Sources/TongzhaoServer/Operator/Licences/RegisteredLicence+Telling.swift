import ELicence
import JOSE
import LicenceIssuer

extension RegisteredLicence {
  /// For programs.
  var json: JSONObject {
    var json = particulars.json
    json["registration_state"] = .string(state.rawValue)
    json["version"] = .integer(Int64(version))
    json["registered_at"] = .integer(registeredAt.seconds)
    json["changed_at"] = .integer(changedAt.seconds)
    return json
  }

  /// For a person at a terminal.
  var line: String { "\(uscc)  \(state.chinese)  \(particulars.entityName ?? "（无名称）")" }
}
