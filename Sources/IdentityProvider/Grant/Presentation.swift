package import ELicence
package import JOSE

/// What a holder showed at a login, verified: the licence's facts, the person who acted, and how. Sessions and grants
/// point to it, so that taking it back ("not me") ends all of them.
package struct Presentation: Sendable, Hashable {
  /// Its name.
  package let id: PresentationID
  /// The enterprise's credit code.
  package let uscc: String
  /// The disclosed particulars, by their neutral names.
  package let disclosed: JSONObject
  /// The person who acted.
  package let holder: Holder
  /// RFC 7638 thumbprint of the key in the holder's device.
  package let holderKeyThumbprint: String
  /// Who signed the credential.
  package let credentialIssuer: String
  /// The region of the trust anchor that it was verified under.
  package let region: String
  /// Where the credential's state is kept.
  package let status: StatusListReference
  /// When the facts were taken from the register.
  package let asOf: NumericDate
  /// When the credential itself ends.
  package let credentialExpires: NumericDate
  /// When the holder presented it.
  package let presentedAt: NumericDate
  /// Whether wallet and browser were on one device.
  package let deviceBinding: DeviceBinding
  /// How well the licence's region makes sure of its holders.
  package let assurance: LicenceAssurance

  /// Gathers a presentation.
  package init(
    id: PresentationID, uscc: String, disclosed: JSONObject, holder: Holder, holderKeyThumbprint: String,
    credentialIssuer: String, region: String, status: StatusListReference, asOf: NumericDate,
    credentialExpires: NumericDate, presentedAt: NumericDate, deviceBinding: DeviceBinding,
    assurance: LicenceAssurance = .standard
  ) {
    self.id = id
    self.uscc = uscc
    self.disclosed = disclosed
    self.holder = holder
    self.holderKeyThumbprint = holderKeyThumbprint
    self.credentialIssuer = credentialIssuer
    self.region = region
    self.status = status
    self.asOf = asOf
    self.credentialExpires = credentialExpires
    self.presentedAt = presentedAt
    self.deviceBinding = deviceBinding
    self.assurance = assurance
  }

  /// What a verified licence leaves behind.
  package init(id: PresentationID, licence: VerifiedLicence, deviceBinding: DeviceBinding) {
    self.init(
      id: id, uscc: licence.uscc.value, disclosed: licence.disclosed, holder: licence.holder,
      holderKeyThumbprint: licence.holderKeyThumbprint, credentialIssuer: licence.issuer, region: licence.region,
      status: licence.status, asOf: licence.asOf, credentialExpires: licence.credentialExpires,
      presentedAt: licence.presentedAt, deviceBinding: deviceBinding, assurance: licence.assurance)
  }

  /// The authentication context class that this presentation reaches (OpenID Connect Core §2).
  package var acr: String { deviceBinding.acr(assurance) }

  /// How it was done (RFC 8176): possession of a key was proved, and nothing more is claimed.
  package var amr: [String] { ["pop"] }
}

/// Whether the wallet ran on the device of the browser that logged in.
package enum DeviceBinding: String, Sendable, CaseIterable {
  case sameDevice = "same_device"
  case crossDevice = "cross_device"

  /// The `acr` value of this binding at that level.
  package func acr(_ assurance: LicenceAssurance) -> String {
    switch self {
    case .sameDevice: "urn:tongzhao:acr:same-device:\(assurance.level)"
    case .crossDevice: "urn:tongzhao:acr:cross-device:\(assurance.level)"
    }
  }
}
