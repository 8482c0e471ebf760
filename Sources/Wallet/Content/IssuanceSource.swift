import JOSE

/// Where a licence came from, and by what it comes again.
struct IssuanceSource: Sendable, Hashable {
  /// The credential issuer's identifier.
  let issuer: String
  let configurationID: String
  /// `credential_identifier` to ask by, where the issuer named one (OpenID4VCI 1.0 §8.2).
  var credentialIdentifier: String?
  var refreshToken: String?

  var json: JSON {
    var object: JSONObject = ["issuer": .string(issuer), "configuration": .string(configurationID)]
    object["identifier"] = credentialIdentifier.map(JSON.string)
    object["refresh_token"] = refreshToken.map(JSON.string)
    return .object(object)
  }

  init(issuer: String, configurationID: String, credentialIdentifier: String?, refreshToken: String?) {
    self.issuer = issuer
    self.configurationID = configurationID
    self.credentialIdentifier = credentialIdentifier
    self.refreshToken = refreshToken
  }

  init?(json: JSON) {
    guard let issuer = json["issuer"]?.string, let configuration = json["configuration"]?.string else { return nil }
    self.init(
      issuer: issuer, configurationID: configuration, credentialIdentifier: json["identifier"]?.string,
      refreshToken: json["refresh_token"]?.string)
  }
}
