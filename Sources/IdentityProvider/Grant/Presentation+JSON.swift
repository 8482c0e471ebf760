import ELicence
package import JOSE

extension Presentation {
  /// What storage seals and keeps.
  package var json: JSONObject {
    var holder: JSONObject = ["role": .string(self.holder.role.rawValue), "id": .string(self.holder.id)]
    holder["name"] = self.holder.name.map { .string($0) }
    holder["delegation"] = self.holder.delegation?.json
    return [
      "id": .string(id.value), "uscc": .string(uscc), "disclosed": .object(disclosed), "holder": .object(holder),
      "key": .string(holderKeyThumbprint), "issuer": .string(credentialIssuer), "region": .string(region),
      "status": status.json, "as_of": .date(asOf), "credential_expires": .date(credentialExpires),
      "presented_at": .date(presentedAt), "device": .string(deviceBinding.rawValue),
      "assurance": .string(assurance.rawValue),
    ]
  }

  /// What storage gives back; nil for what `json` cannot have written.
  package init?(stored json: JSON) {
    guard
      let id = json["id"]?.string.flatMap({ PresentationID($0) }),
      let uscc = json["uscc"]?.string,
      let disclosed = json["disclosed"]?.object,
      let holder = json["holder"].flatMap({ Holder(stored: $0) }),
      let key = json["key"]?.string,
      let issuer = json["issuer"]?.string,
      let region = json["region"]?.string,
      let status = json["status"].flatMap({ StatusListReference(json: $0) }),
      let asOf = json["as_of"]?.date,
      let credentialExpires = json["credential_expires"]?.date,
      let presentedAt = json["presented_at"]?.date,
      let deviceBinding = json["device"]?.string.flatMap({ DeviceBinding(rawValue: $0) }),
      // Written before there were several.
      let assurance = json["assurance"].map({ $0.string.flatMap(LicenceAssurance.init(rawValue:)) }) ?? .standard
    else { return nil }
    self.init(
      id: id, uscc: uscc, disclosed: disclosed, holder: holder, holderKeyThumbprint: key, credentialIssuer: issuer,
      region: region, status: status, asOf: asOf, credentialExpires: credentialExpires, presentedAt: presentedAt,
      deviceBinding: deviceBinding, assurance: assurance)
  }
}

extension Holder {
  fileprivate init?(stored json: JSON) {
    guard let role = json["role"]?.string.flatMap({ HolderRole(rawValue: $0) }), let id = json["id"]?.string else {
      return nil
    }
    var delegation: Delegation?
    if let stored = json["delegation"] {
      guard let read = Delegation(json: stored) else { return nil }
      delegation = read
    }
    self.init(role: role, name: json["name"]?.string, id: id, delegation: delegation)
  }
}
