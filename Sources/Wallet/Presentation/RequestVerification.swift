import ELicence
import JOSE
import LibCrypto

/// The rules that a signed request keeps (OpenID4VP 1.0 §5, RFC 9101 §10, HAIP 1.0 §5). Numbered, because the order is the
/// security: nothing is read as a fact before its signature holds.
struct RequestVerification: Sendable {
  /// The `typ` of a signed request (RFC 9101 §10.8).
  static let type = "oauth-authz-req+jwt"
  /// The audience where the wallet is not known by an identifier of its own (OpenID4VP 1.0 §5.8).
  static let audience = "https://self-issued.me/v2"
  static let skew = 60
  /// How old a request may be that says only when it was made.
  static let maximumAge = 600

  let trust: TrustList

  func verify(_ request: UnverifiedRequest, at now: NumericDate) throws(RequestRejection) -> VerifiedRequest {
    // 1 A signed token with a certificate chain.
    let token: UnverifiedJWS
    do {
      token = try UnverifiedJWS(
        compact: request.compact.trimmed, maximumLength: UnverifiedRequest.maximumLength)
    } catch {
      throw error == .tooLarge ? .tooLarge : .malformed
    }
    guard let chain = token.certificateChain, let leaf = chain.first else { throw .missingCertificate }
    // 2 Somebody whom we trust vouches for the leaf, for asking, and it is not the leaf itself.
    guard !leaf.isSelfIssued else { throw .selfSignedCertificate }
    do { _ = try trust.anchor(of: chain, for: [.requestObjects], at: now) } catch { throw RequestRejection(error) }
    // 3 The leaf's key signed a request. The key decides the algorithm.
    let claims = try Self.claims(of: token, signedBy: leaf)
    // 4 Who asks is who the link named and whom the certificate is of.
    guard let clientID = claims["client_id"]?.string else { throw .missingClientID }
    guard clientID.isExactly(request.clientID) else { throw .otherClient }
    try Self.checkBinding(of: clientID, to: leaf)
    // 5 It was made for this scan, for a wallet, and now.
    if let walletNonce = request.walletNonce {
      guard let echoed = claims["wallet_nonce"]?.string,
        constantTimeEquals(Array(echoed.utf8), Array(walletNonce.utf8))
      else { throw .wrongWalletNonce }
    }
    guard Self.isForWallets(claims["aud"]) else { throw .wrongAudience }
    try Self.checkTime(claims, hasFreshNonce: request.walletNonce != nil, at: now)
    // 6 What is asked can be answered, and the answer stays with who asks.
    return try VerifiedRequest(
      Proof(claims: claims, clientID: clientID, leaf: leaf, address: request.address))
  }

  /// That the rules about origin and time held: only `verify` makes one.
  struct Proof: Sendable {
    let claims: JSONObject
    let clientID: String
    let leaf: Certificate
    let address: WebAddress

    fileprivate init(claims: JSONObject, clientID: String, leaf: Certificate, address: WebAddress) {
      self.claims = claims
      self.clientID = clientID
      self.leaf = leaf
      self.address = address
    }
  }

  private static func claims(
    of token: UnverifiedJWS, signedBy leaf: Certificate
  ) throws(RequestRejection) -> JSONObject {
    let key: VerificationKey
    do { key = try VerificationKey(certificate: leaf) } catch { throw .unsupportedAlgorithm }
    // What we announced (`request_object_signing_alg_values_supported`), HAIP 1.0 §7.
    guard WalletCapabilities.signatures.contains(key.algorithm) else { throw .unsupportedAlgorithm }
    do {
      return try token.verified(by: key, type: type)
    } catch {
      switch error {
      case .unsupportedAlgorithm, .algorithmMismatch: throw .unsupportedAlgorithm
      case .wrongType: throw .wrongType
      case .badSignature: throw .badSignature
      case .malformed, .tooLarge, .unknownCriticalHeader, .unknownKey, .wrongIssuer, .wrongAudience, .expired,
        .notYetValid, .missingClaim, .decryptionFailed:
        throw .malformed
      }
    }
  }

  /// OpenID4VP 1.0 §5.9.3.
  private static func checkBinding(of clientID: String, to leaf: Certificate) throws(RequestRejection) {
    guard let colon = clientID.firstIndex(of: ":") else { throw .unsupportedClientIDPrefix }
    let name = String(clientID[clientID.index(after: colon)...])
    switch clientID[..<colon] {
    case "x509_hash": guard name.isExactly(Digests.sha256Text(leaf.der)) else { throw .clientNotBound }
    case "x509_san_dns":
      guard !name.isEmpty, leaf.dnsNames.contains(where: { $0.lowercased() == name.lowercased() }) else {
        throw .clientNotBound
      }
    default: throw .unsupportedClientIDPrefix
    }
  }

  private static func isForWallets(_ claim: JSON?) -> Bool {
    switch claim {
    case .string(let text): text.isExactly(audience)
    case .array(let texts): texts.contains(.string(audience))
    case nil, .null, .bool, .integer, .number, .object: false
    }
  }

  /// A request that echoes our nonce is fresh by that; times, where it has them, must hold all the same.
  private static func checkTime(
    _ claims: JSONObject, hasFreshNonce: Bool, at now: NumericDate
  ) throws(RequestRejection) {
    for name in ["exp", "iat", "nbf"] {
      if let claim = claims[name], claim.date == nil { throw .malformed }
    }
    if let expires = claims["exp"]?.date, now >= expires + skew { throw .expired }
    for name in ["iat", "nbf"] {
      if let begins = claims[name]?.date, begins > now + skew { throw .notYetValid }
    }
    if let issued = claims["iat"]?.date, now > issued + maximumAge { throw .expired }
    guard hasFreshNonce || claims["iat"] != nil || claims["exp"] != nil else { throw .undated }
  }
}

extension RequestRejection {
  fileprivate init(_ rejection: TrustRejection) {
    switch rejection {
    case .anchorPresented: self = .anchorPresented
    case .chain(let chain):
      switch chain {
      case .expired: self = .certificateExpired
      case .notYetValid: self = .certificateNotYetValid
      case .revoked, .revocationUnknown: self = .certificateRevoked
      case .wrongPurpose: self = .certificateForOtherPurpose
      case .malformed, .untrustedAnchor, .badSignature, .notAnAuthority, .wrongUsage, .tooLong:
        self = .untrustedCertificate
      }
    }
  }
}
