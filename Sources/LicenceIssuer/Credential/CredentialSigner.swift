import ELicence
package import JOSE
package import KeyCustody
package import OAuth

/// Signs what the register says as a credential for one key (SD-JWT VC, HAIP 1.0 §6.1).
package struct CredentialSigner: Sendable {
  private let issuer: Issuer
  private let keys: KeyRing
  private let signature: SignatureAlgorithm
  private let policy: CredentialPolicy

  /// Signs as this issuer with its keys of this algorithm.
  package init(issuer: Issuer, keys: KeyRing, signature: SignatureAlgorithm, policy: CredentialPolicy) {
    self.issuer = issuer
    self.keys = keys
    self.signature = signature
    self.policy = policy
  }

  /// When a credential that is issued now expires.
  package func expiry(at now: NumericDate) -> NumericDate { policy.times(at: now).expiresAt }

  /// The credential, with all disclosures, for the holder's wallet.
  package func sign(_ issued: IssuedCredential, for key: VerificationKey, at now: NumericDate) async throws -> String {
    let signer = try keys.current(.credential, signature, at: now)
    let times = policy.times(at: now)
    let claims = LicenceCredential.claims(
      issued.licence.particulars, state: issued.licence.state, holder: issued.holder, document: issued.document,
      issuer: issuer.value,
      issuedAt: times.issuedAt, expires: times.expiresAt, asOf: times.issuedAt, holderKey: key,
      status: StatusListReference(uri: StatusListEndpoint.address(of: issued.list, at: issuer), index: issued.index))
    return try await signer.signing { key in
      try SDJWT.issue(
        claims: claims.open, disclosable: claims.disclosable, with: key, certificateChain: signer.certificateChain,
        keyID: signer.kid
      ).compact
    }
  }
}
