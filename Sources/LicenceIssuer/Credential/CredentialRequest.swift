import ELicence
package import JOSE
package import OAuth

/// A request for a credential, accepted as to its form (OpenID4VCI 1.0 §8.2).
package struct CredentialRequest: Sendable, Hashable {
  /// The one key proof, still to be verified.
  package let proof: String

  /// Reads the request, in the light of the grant that it comes with.
  package init(_ body: JSON, grant: IssuanceGrant) throws(OAuthError) {
    guard let body = body.object else {
      throw OAuthError(.invalidCredentialRequest, "the request is not a JSON object")
    }
    try Self.checkIdentification(body, grant: grant)
    guard body["credential_response_encryption"] == nil else {
      throw OAuthError(.invalidEncryptionParameters, "encrypted responses are not offered in the metadata")
    }
    proof = try Self.proof(body["proofs"])
  }

  /// Either an identifier of the token response, or the configuration: which one, the token response has decided.
  private static func checkIdentification(_ body: JSONObject, grant: IssuanceGrant) throws(OAuthError) {
    switch (body["credential_identifier"], body["credential_configuration_id"]) {
    case (.some, .some):
      throw OAuthError(
        .invalidCredentialRequest, "send credential_identifier or credential_configuration_id, not both")
    case (nil, nil):
      throw OAuthError(
        .invalidCredentialRequest, "credential_identifier or credential_configuration_id is missing")
    case (let identifier?, nil):
      guard let identifier = identifier.string else {
        throw OAuthError(.invalidCredentialRequest, "credential_identifier is not a string")
      }
      guard grant.usesIdentifiers, identifier == grant.credentialIdentifier else {
        throw OAuthError(.unknownCredentialIdentifier, "the token response named no such credential identifier")
      }
    case (nil, let configuration?):
      guard let configuration = configuration.string else {
        throw OAuthError(.invalidCredentialRequest, "credential_configuration_id is not a string")
      }
      guard configuration == LicenceCredential.configurationID else {
        throw OAuthError(.unknownCredentialConfiguration, "the metadata has no such credential configuration")
      }
      guard !grant.usesIdentifiers else {
        throw OAuthError(
          .invalidCredentialRequest, "ask by the credential_identifier that the token response named")
      }
    }
  }

  private static func proof(_ proofs: JSON?) throws(OAuthError) -> String {
    guard let proofs else { throw OAuthError(.invalidProof, "proofs is missing") }
    guard let proofs = proofs.object, proofs.count == 1, let proof = proofs["jwt"] else {
      throw OAuthError(.invalidProof, "proofs must have the one member jwt")
    }
    guard let compact = proof.array, let first = compact.first?.string else {
      throw OAuthError(.invalidProof, "proofs.jwt must be an array with a key proof")
    }
    guard compact.count == 1 else {
      throw OAuthError(.invalidProof, "one key proof at a time: a licence is in one device of its holder")
    }
    return first
  }
}
