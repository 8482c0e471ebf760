import JOSE
import OAuth
import OAuthHTTP

/// A client's signed word that it is the client (RFC 7523 §3, OpenID Connect Core §9 `private_key_jwt`).
///
/// Its audience is our issuer identifier, as one string: an assertion that names an endpoint, or several audiences,
/// can be taken by another server and used here (RFC 7523bis).
struct ClientAssertion {
  static let type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
  /// Seconds that an assertion may be valid ahead; so long its `jti` has to be remembered. Libraries in use sign for
  /// an hour, and being used once makes that harmless.
  static let longestLife = 3600
  private static let skew = 30

  private let token: UnverifiedJWS
  /// The key that it says it is signed by; not verified.
  var keyID: String? { token.keyID }
  /// Whom it says it is from; not verified.
  let client: ClientID

  init(_ compact: String) throws(ClientAuthenticationRefusal) {
    do throws(JOSERejection) {
      token = try UnverifiedJWS(compact: compact, maximumLength: 8_192)
    } catch {
      throw .malformedAssertion
    }
    guard let claims = token.unverifiedClaims else { throw .malformedAssertion }
    guard let subject = claims["sub"]?.string else { throw .missingClaim }
    guard let client = ClientID(subject) else { throw .assertionIssuer }
    self.client = client
  }

  /// The assertion's `jti`, when it was made at the earliest, and when it may be forgotten.
  /// - Parameter algorithms: those that the client may sign by.
  func verified(
    by keys: JWKSet, algorithms: Set<SignatureAlgorithm>, audiences: [String], at now: NumericDate
  ) throws(ClientAuthenticationRefusal) -> (jti: String, madeAt: NumericDate, forgetAt: NumericDate) {
    // 1. Kind.
    let type = token.type?.lowercased()
    guard [nil, "jwt", "client-authentication+jwt", "application/client-authentication+jwt"].contains(type) else {
      throw .wrongAssertionType
    }
    // 2. Signature, by a key of the client, in a way that it may sign.
    if let algorithm = token.algorithm, !algorithms.contains(algorithm) {
      RefusalNotes.current?.add(
        RefusalNote(
          "client_assertion.alg", expected: algorithms.map(\.rawValue).sorted().joined(separator: " or "),
          received: algorithm.rawValue))
      throw .unregisteredAlgorithm
    }
    let claims: JSONObject
    do throws(JOSERejection) {
      claims = try token.verified(by: try key(in: keys), type: nil)
    } catch {
      explain(error, keys, audiences, at: now)
      throw Self.refusal(error)
    }
    // 3. From the client, about the client, for us, now.
    guard let issuer = claims["iss"]?.string, let subject = claims["sub"]?.string else { throw .missingClaim }
    guard issuer.isExactly(client.value), subject.isExactly(client.value) else {
      RefusalNotes.current?.add(
        RefusalNote("client_assertion.iss", expected: client.value, received: "iss \(issuer), sub \(subject)"))
      throw .assertionIssuer
    }
    do throws(JOSERejection) {
      try ClaimRules(issuer: nil, audiences: audiences, audienceForm: .exactString, skew: Self.skew)
        .check(claims, at: now)
    } catch {
      explain(error, keys, audiences, at: now)
      throw Self.refusal(error)
    }
    guard let expires = claims["exp"]?.date else { throw .missingClaim }
    guard expires <= now + (Self.longestLife + Self.skew) else {
      RefusalNotes.current?.add(
        RefusalNote(
          "client_assertion.exp", expected: "at most \((now + (Self.longestLife + Self.skew)).seconds)",
          received: "\(expires.seconds)"))
      throw .expiryTooFar
    }
    // 4. Its own name, by which it is used up.
    guard let jti = claims["jti"]?.string, (1...256).contains(jti.utf8.count) else { throw .missingClaim }
    return (jti, claims["iat"]?.date ?? expires - (Self.longestLife + Self.skew), expires + (Self.skew + 1))
  }

  private func explain(_ rejection: JOSERejection, _ keys: JWKSet, _ audiences: [String], at now: NumericDate) {
    RefusalNotes.current?.add(
      "client_assertion", rejection, of: token, issuer: client.value, audiences: audiences,
      keys: keys.keys.map { $0.keyID ?? $0.key.thumbprint }, skew: Self.skew, at: now)
  }

  /// By `kid`; without one the only registered key of the algorithm (RFC 7515 §4.1.4 makes `kid` optional).
  private func key(in keys: JWKSet) throws(JOSERejection) -> VerificationKey {
    if let keyID = token.keyID {
      guard let key = keys.key(id: keyID, for: token.algorithm) else { throw .unknownKey }
      return key.key
    }
    let candidates = keys.keys.filter { $0.key.algorithm == token.algorithm }
    guard let only = candidates.first, candidates.count == 1 else { throw .unknownKey }
    return only.key
  }

  private static func refusal(_ rejection: JOSERejection) -> ClientAuthenticationRefusal {
    switch rejection {
    case .malformed, .tooLarge, .unknownCriticalHeader, .decryptionFailed: .malformedAssertion
    case .wrongType: .wrongAssertionType
    case .unsupportedAlgorithm, .algorithmMismatch, .unknownKey: .unknownKey
    case .badSignature: .badSignature
    case .wrongIssuer: .assertionIssuer
    case .wrongAudience: .wrongAudience
    case .expired: .expired
    case .notYetValid: .notYetValid
    case .missingClaim: .missingClaim
    }
  }
}
