package import JOSE
package import OAuthHTTP

/// What a client says of itself beside what it may do (RFC 7591 §2, OpenID Connect Registration §2).
package struct ClientProfile: Sendable, Hashable {
  /// `application_type`; nil where the registration does not say, and nothing follows from it.
  package let applicationType: ApplicationType?
  /// `contacts`: whom its operator is to be told to ask.
  package let contacts: [String]
  /// `logo_uri`
  package let logo: LocalizedAddress?
  /// `policy_uri`: what it does with what it learns.
  package let policy: LocalizedAddress?
  /// `tos_uri`
  package let terms: LocalizedAddress?
  /// `software_id`
  package let softwareID: String?
  /// `software_version`
  package let softwareVersion: String?
  /// `sector_identifier_uri`, whose document lists the redirect addresses of the sector.
  package let sectorIdentifier: WebAddress?
  /// `initiate_login_uri`: where others may send a browser to have it log in.
  package let initiateLogin: WebAddress?
  /// `default_max_age`: how old a login may be where the request does not say; seconds.
  package let defaultMaxAge: Int?
  /// `require_auth_time`. Every ID token has `auth_time` anyhow.
  package let requiresAuthTime: Bool
  /// `default_acr_values`: the levels that it would have where the request does not say, best first.
  package let defaultACRValues: [String]
  /// `request_uris`: where its request objects lie, each perhaps with the digest of its content as fragment.
  package let requestURIs: [String]
  /// `token_endpoint_auth_signing_alg`: the only signature of its assertions; nil where any will do.
  package let assertionAlgorithm: SignatureAlgorithm?
}
