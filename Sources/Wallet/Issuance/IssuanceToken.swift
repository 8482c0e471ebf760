import JOSE

/// A token response (OpenID4VCI 1.0 §6.2).
struct IssuanceToken: Sendable {
  let accessToken: String
  let refreshToken: String?
  private let details: [JSON]

  init(json: JSONObject) throws(IssuanceRejection) {
    guard let token = json["access_token"]?.string, !token.isEmpty, json["token_type"]?.string?.lowercased() == "bearer"
    else { throw .malformedAnswer }
    accessToken = token
    refreshToken = json["refresh_token"]?.string
    details = json["authorization_details"]?.array ?? []
  }

  /// The identifier that must be asked by, where the issuer gave one for that configuration.
  func credentialIdentifier(for configuration: String) -> String? {
    details.first { $0["credential_configuration_id"]?.string == configuration }?["credential_identifiers"]?
      .array?.first?.string
  }
}
