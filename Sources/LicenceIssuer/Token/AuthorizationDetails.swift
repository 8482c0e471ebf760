import ELicence
package import JOSE
package import OAuth

/// The parameter `authorization_details` of a token request (RFC 9396 §6; OpenID4VCI 1.0 §6.1.1). Whoever sends it is
/// told credential identifiers and must ask by them.
package struct AuthorizationDetails: Sendable, Hashable {
  /// Accepts details that ask for the licence and nothing else.
  package init(parsing text: String, issuer: Issuer) throws(OAuthError) {
    let details: [JSON]
    do throws(JSONError) {
      details = try JSON(parsing: Array(text.utf8), maximumDepth: 8).array ?? []
    } catch {
      throw OAuthError(.invalidRequest, "authorization_details is not JSON", diagnosis: "\(error)")
    }
    guard !details.isEmpty, details.count <= 8 else {
      throw OAuthError(.invalidRequest, "authorization_details is not an array of one to eight objects")
    }
    for detail in details {
      guard detail["type"]?.string == "openid_credential" else {
        throw OAuthError(.invalidRequest, "authorization_details has a type other than openid_credential")
      }
      guard detail["credential_configuration_id"]?.string == LicenceCredential.configurationID else {
        throw OAuthError(.invalidRequest, "authorization_details names an unknown credential configuration")
      }
      if let locations = detail["locations"] {
        guard locations.array?.contains(.string(issuer.value)) == true else {
          throw OAuthError(.invalidRequest, "authorization_details is meant for another credential issuer")
        }
      }
    }
  }

  /// What the token response answers (OpenID4VCI 1.0 §6.2).
  package static func response(for grant: IssuanceGrant) -> JSON {
    [
      [
        "type": "openid_credential", "credential_configuration_id": .string(LicenceCredential.configurationID),
        "credential_identifiers": [.string(grant.credentialIdentifier)],
      ]
    ]
  }
}
