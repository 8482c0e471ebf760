import ELicence
package import JOSE
import LibCrypto

/// A credential and its presentation before they are signed, open to be spoilt.
package struct PresentationDraft {
  package var issuer: TestAuthority.Identity
  /// What signs the credential, if not the key of the issuer's certificate.
  package var issuerKey: SigningKey?
  package var credentialType = LicenceCredential.format
  package var openClaims: JSONObject
  package var disclosable: [(String, JSON)]
  /// The names to disclose.
  package var disclosed: Set<String>
  /// Disclosures that the issuer did not sign.
  package var forged: [Disclosure] = []
  /// Names whose disclosures are taken out after the holder signed.
  package var removed: Set<String> = []
  package var keyBindingKey: SigningKey
  package var keyBindingType = LicenceCredential.keyBindingType
  package var keyBindingClaims: JSONObject
  package var hasKeyBinding = true

  private let now: NumericDate
  private let holderKey: VerificationKey

  /// A good one.
  package init(
    licence: TestLicence, request: TestRequest, issuer: TestAuthority.Identity, issuerURL: String,
    holderKey: SigningKey,
    at now: NumericDate = TestAuthority.moment
  ) {
    let claims = licence.claims(issuer: issuerURL, for: holderKey.verificationKey, at: now)
    self.issuer = issuer
    openClaims = claims.open
    disclosable = claims.disclosable
    disclosed = Set(request.claims)
    keyBindingKey = holderKey
    keyBindingClaims = [
      "aud": .string(request.audience), "nonce": .string(request.nonce), "iat": .integer(now.seconds),
    ]
    if !request.transactionData.isEmpty {
      keyBindingClaims["transaction_data_hashes"] = .array(
        ExpectedPresentation.hashes(of: request.transactionData).map(JSON.string))
    }
    self.now = now
    self.holderKey = holderKey.verificationKey
  }

  /// Changes what the issuer signs about a claim.
  package mutating func set(_ name: String, _ value: JSON) {
    disclosable = disclosable.map { $0.0 == name ? (name, value) : $0 }
  }

  /// Takes over what another licence would have.
  package mutating func take(_ licence: TestLicence, issuerURL: String) {
    let claims = licence.claims(issuer: issuerURL, for: holderKey, at: now)
    (openClaims, disclosable) = (claims.open, claims.disclosable)
  }

  /// Signs both parts.
  package func presentation() throws -> String {
    let credential = try SDJWT.issue(
      claims: openClaims, disclosable: disclosable, type: credentialType, with: issuerKey ?? issuer.key,
      certificateChain: issuer.chain)
    func text(without hidden: Set<String>) -> String {
      let shown = credential.disclosures.filter { disclosure in
        guard let name = disclosure.name else { return false }
        return disclosed.contains(name) && !hidden.contains(name)
      }
      return ([credential.issuerJWT.compact] + (shown + forged).map(\.encoded)).map { $0 + "~" }.joined()
    }
    guard hasKeyBinding else { return text(without: []) }
    var claims = keyBindingClaims
    claims["sd_hash"] = .string(Base64URL.encode(Digests.sha256(Array(text(without: []).utf8))))
    let keyBinding = try JWS.sign(claims, type: keyBindingType, keyID: nil, with: keyBindingKey)
    return text(without: removed) + keyBinding
  }
}
