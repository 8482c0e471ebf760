import ELicence
import JOSE
import LibCrypto

/// A credential that came from an issuer and holds: under a root of ours, for our key, in its time.
struct ReceivedCredential: Sendable {
  let compact: String
  let claims: JSONObject
  let expires: NumericDate
  let authorityKeyIdentifiers: [[UInt8]]

  /// The order is the security: nothing is read as a fact before its signature holds.
  init(
    _ text: String, from issuer: String, for key: VerificationKey, trust: WalletTrust, at now: NumericDate,
    skew: Int = 60
  ) throws(IssuanceRejection) {
    // 1 Its form; a key binding in it would be somebody else's (RFC 9901 §7.2).
    let credential: SDJWT
    do {
      credential = try SDJWT(compact: text)
      try credential.requireNoKeyBinding()
    } catch {
      throw .malformedCredential
    }
    // 2 The chain leads to a root of ours.
    guard let chain = credential.issuerJWT.certificateChain, let leaf = chain.first else { throw .untrustedIssuer }
    do {
      _ = try trust.issuers.anchor(of: chain, for: [.licences], at: now)
    } catch {
      throw IssuanceRejection(error)
    }
    // 3 The leaf's key signed it, and every disclosure belongs to it.
    let claims: JSONObject
    do {
      claims = try credential.verifiedClaims(
        issuerKey: try VerificationKey(certificate: leaf), type: LicenceCredential.format)
    } catch SDJWTRejection.wrongType {
      throw .wrongType
    } catch {
      throw .badIssuerSignature
    }
    // 4 A licence, from whom we asked.
    guard claims["vct"]?.string?.isExactly(LicenceCredential.type) ?? false else { throw .wrongType }
    if let named = claims["iss"] {
      guard let named = named.string, named.isExactly(issuer) else { throw .wrongIssuer }
    }
    // 5 In its time.
    guard let expires = claims["exp"]?.date, now < expires + skew else { throw .expired }
    for name in ["iat", "nbf"] {
      guard let begins = claims[name] else { continue }
      guard let begins = begins.date, begins <= now + skew else { throw .notYetValid }
    }
    // 6 For the key that we proved.
    guard let bound = try? SDJWT.holderKey(in: claims), bound == key else { throw .foreignKey }
    // 7 It says whose licence it is and who holds it.
    guard ["uscc", "holder_role", "holder_id"].allSatisfy({ claims[$0]?.string?.isEmpty == false }) else {
      throw .missingClaim
    }
    compact = credential.compact
    self.claims = claims
    self.expires = expires
    authorityKeyIdentifiers = chain.compactMap(\.authorityKeyIdentifier)
  }
}

extension IssuanceRejection {
  fileprivate init(_ rejection: TrustRejection) {
    switch rejection {
    case .anchorPresented: self = .untrustedIssuer
    case .chain(let chain):
      switch chain {
      case .expired, .notYetValid, .revoked, .revocationUnknown: self = .issuerCertificateNotValidNow
      case .malformed, .untrustedAnchor, .badSignature, .notAnAuthority, .wrongUsage, .wrongPurpose, .tooLong:
        self = .untrustedIssuer
      }
    }
  }
}
