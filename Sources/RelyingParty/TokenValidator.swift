public import AsyncHTTPClient
import JOSE
import OAuth

/// What a department knows of a good access token.
public struct ValidatedToken: Sendable, Hashable {
  /// The enterprise (or, for a token of a system, the client).
  public let subject: String
  /// The portal to which the token was given.
  public let clientID: String
  /// What the token allows.
  public let scopes: [String]
  /// Seconds since 1970.
  public let expiresAt: Int64
  /// Everything that the token says.
  public let claims: Claims
}

/// Local validation of access tokens by the provider's published keys (RFC 9068 §4). A department makes one and
/// keeps it.
///
/// It cannot see that a token was withdrawn before its `exp` (at most 300 s); a department that must know at once
/// asks ``Introspector``.
public actor TokenValidator {
  private let issuer: String
  private let audience: String
  private let client: String?
  private let exchange: HTTPExchange
  private let skew = 30
  private var cache: KeyCache?
  private var used = UsedProofs()

  /// - Parameters:
  ///   - issuer: the provider's address, exactly.
  ///   - audience: this department's identifier, as registered; tokens for others are refused.
  ///   - clientID: under which the department is registered as a client, if it is one. It is said when keys are
  ///     fetched, so that the provider's operator knows that this department is ready for a new key.
  public init(issuer: String, audience: String, clientID: String? = nil, httpClient: HTTPClient) {
    self.issuer = issuer
    self.audience = audience
    client = clientID
    exchange = HTTPExchange(client: httpClient)
  }

  /// Checks an access token.
  /// - Parameters:
  ///   - scopes: what the request needs; all of them must be in the token.
  ///   - sender: what came with it. A token that is bound to a key is refused from anybody else.
  ///   - login: how the person must have logged in; where that is not so, answer 401 with its
  ///     ``AuthenticationRequirement/challenge``.
  ///   - now: seconds since 1970.
  public func validate(
    _ token: String, requiring scopes: [String] = [], from sender: TokenSender = .bearer,
    login: AuthenticationRequirement? = nil, at now: Int64
  ) async throws(TokenRejection) -> ValidatedToken {
    // 1. Form and type (RFC 9068 §4: `at+jwt`, so that an ID token is never taken for one).
    let unverified: UnverifiedJWS
    do { unverified = try UnverifiedJWS(compact: token) } catch { throw .malformed }
    guard let keyID = unverified.keyID else { throw .malformed }
    // 2. Signature, by the key that the provider publishes under this `kid`.
    let now = NumericDate(now)
    let key = try await keys().key(keyID, at: now)
    let claims: JSONObject
    do { claims = try unverified.verified(by: key, type: "at+jwt") } catch { throw TokenRejection(error) }
    // 3. Who it is from, for whom, and when.
    guard claims["iss"]?.string?.isExactly(issuer) == true else { throw .wrongIssuer }
    let audiences = claims["aud"]?.array?.compactMap(\.string) ?? [claims["aud"]?.string].compactMap(\.self)
    guard audiences.contains(where: audience.isExactly) else { throw .wrongAudience }
    guard let expires = claims["exp"]?.integer, let subject = claims["sub"]?.string,
      let client = claims["client_id"]?.string
    else { throw .missingClaim }
    guard now.seconds < expires else { throw .expired }
    if let issued = claims["iat"]?.integer, issued > (now + skew).seconds { throw .notYetValid }
    // 4. What it allows.
    let granted = claims["scope"]?.string?.split(separator: " ").map(String.init) ?? []
    guard scopes.allSatisfy(granted.contains) else { throw .insufficientScope }
    // 5. How the person logged in (RFC 9470 §3).
    guard login?.isMet(by: claims, at: now) ?? true else { throw .insufficientUserAuthentication }
    // 6. Who shows it.
    try confirm(claims["cnf"], token, from: sender, at: now)
    return ValidatedToken(
      subject: subject, clientID: client, scopes: granted, expiresAt: expires, claims: Claims(object: claims))
  }

  /// Checks what introspection said of a token against who shows it (RFC 9449 §6.2, RFC 8705 §3.2).
  public func confirm(
    _ introspection: Introspection, of token: String, from sender: TokenSender, at now: Int64
  ) throws(TokenRejection) {
    try confirm(introspection.claims.object["cnf"], token, from: sender, at: NumericDate(now))
  }

  private func confirm(
    _ cnf: JSON?, _ token: String, from sender: TokenSender, at now: NumericDate
  ) throws(TokenRejection) {
    guard let cnf else {
      // RFC 9449 §7.1: the scheme DPoP is for bound tokens only.
      if case .dpop = sender { throw .senderNotProved }
      return
    }
    switch (Confirmation(cnf), sender) {
    case (.certificate(let thumbprint), .certificate(let der)):
      guard Digests.sha256Text(der).isExactly(thumbprint) else { throw .senderNotProved }
    case (.dpopKey(let thumbprint), .dpop(let text, let method, let url)):
      // Whether the client may prove itself by SM2 was the provider's to say: it bound the token to the key.
      guard
        let proof = try? DPoPProof(
          text, method: method, urls: [url], accessToken: token, algorithms: DPoPProof.algorithms + [.sm2], at: now),
        proof.thumbprint.isExactly(thumbprint), used.use(proof, at: now)
      else { throw .senderNotProved }
    case (nil, _), (.certificate, _), (.dpopKey, _): throw .senderNotProved
    }
  }

  /// How often the provider's keys were fetched.
  public var keyFetches: Int { get async { await cache?.fetches ?? 0 } }

  private func keys() async throws(TokenRejection) -> KeyCache {
    if let cache { return cache }
    let url: String
    do { url = try await ProviderMetadata.fetch(issuer: issuer, by: exchange).jwksURI } catch { throw .keysUnavailable }
    if let cache { return cache }
    let made = KeyCache(exchange: exchange, url: url, client: client)
    cache = made
    return made
  }
}

extension TokenRejection {
  init(_ rejection: JOSERejection) {
    switch rejection {
    case .wrongType: self = .wrongType
    case .unknownKey: self = .unknownKey
    case .badSignature, .algorithmMismatch, .unsupportedAlgorithm: self = .badSignature
    case .wrongIssuer: self = .wrongIssuer
    case .wrongAudience: self = .wrongAudience
    case .expired: self = .expired
    case .notYetValid: self = .notYetValid
    case .missingClaim: self = .missingClaim
    case .malformed, .tooLarge, .unknownCriticalHeader, .decryptionFailed: self = .malformed
    }
  }
}
