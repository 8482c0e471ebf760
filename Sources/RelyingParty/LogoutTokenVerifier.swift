public import AsyncHTTPClient
import JOSE

/// What a good logout token says: this session is over, or all of this subject.
public struct LogoutNotice: Sendable, Hashable {
  /// The `sid` of the ID tokens of the session; nil when all of the subject's are over.
  public let session: String?
  /// The enterprise's `sub`; nil when only the session is named.
  public let subject: String?

  /// One session, as a frame of the front channel names it.
  public init(session: String) {
    self.session = session
    subject = nil
  }

  init(session: String?, subject: String?) {
    self.session = session
    self.subject = subject
  }
}

/// Why a logout token does not hold (OpenID Connect Back-Channel Logout 1.0 §2.6).
public enum LogoutTokenRejection: Error, Sendable, Hashable {
  /// As any token: its form, key, signature, issuer, audience or time.
  case token(TokenRejection)
  /// It does not say that it is about a logout.
  case noLogoutEvent
  /// It names neither a session nor a subject.
  case namesNobody
  /// An ID token that pretends to be one.
  case hasNonce
  /// It was taken before.
  case replayed
  /// More come than can be remembered until they end.
  case tooMany
}

/// Verifies the logout tokens that the provider sends to a portal's `backchannel_logout_uri`. A portal makes one and keeps
/// it: it remembers which tokens were taken.
public actor LogoutTokenVerifier {
  /// How long a token may be good for, in seconds; two minutes is what the standard recommends.
  private static let longestLife: Int64 = 600
  /// How many tokens are remembered.
  private static let most = 10_000
  private static let event = "http://schemas.openid.net/event/backchannel-logout"

  private let issuer: String
  private let clientID: String
  private let algorithm: String
  private let exchange: HTTPExchange
  private let skew = 30
  private var cache: KeyCache?
  /// When each token that was taken ends.
  private var taken: [String: Int64] = [:]

  /// - Parameters:
  ///   - issuer: the provider's address, exactly.
  ///   - clientID: this portal.
  ///   - algorithm: what this portal registered for ID tokens; logout tokens are signed alike.
  public init(issuer: String, clientID: String, algorithm: String = "RS256", httpClient: HTTPClient) {
    self.issuer = issuer
    self.clientID = clientID
    self.algorithm = algorithm
    exchange = HTTPExchange(client: httpClient)
  }

  /// Takes a token, once.
  /// - Parameter now: seconds since 1970.
  public func take(_ token: String, at now: Int64) async throws(LogoutTokenRejection) -> LogoutNotice {
    // 1. What holds of every token; the type keeps an ID token from being taken for one (§2.4).
    let claims = try await verified(token, at: NumericDate(now))
    // 2. That it is about a logout, of somebody, and no ID token.
    guard case .object? = claims["events"]?[Self.event] else { throw .noLogoutEvent }
    let notice = LogoutNotice(session: claims["sid"]?.string, subject: claims["sub"]?.string)
    guard notice.session != nil || notice.subject != nil else { throw .namesNobody }
    guard claims["nonce"] == nil else { throw .hasNonce }
    // 3. That nobody sends it a second time. Last: what is no token of ours is not remembered.
    guard let id = claims["jti"]?.string, let expires = claims["exp"]?.integer else { throw .token(.missingClaim) }
    taken = taken.filter { now < $0.value }
    guard taken[id] == nil else { throw .replayed }
    guard taken.count < Self.most else { throw .tooMany }
    taken[id] = expires + Int64(skew)
    return notice
  }

  private func verified(_ compact: String, at now: NumericDate) async throws(LogoutTokenRejection) -> JSONObject {
    do throws(TokenRejection) {
      let unverified = try IDTokenRules.parse(compact)
      guard let keyID = unverified.keyID else { throw TokenRejection.malformed }
      let key = try await keys().key(keyID, at: now)
      guard key.algorithm.rawValue == algorithm else { throw TokenRejection.badSignature }
      let claims: JSONObject
      do { claims = try unverified.verified(by: key, type: "logout+jwt") } catch { throw TokenRejection(error) }
      try check(claims, at: now)
      return claims
    } catch {
      throw .token(error)
    }
  }

  private func check(_ claims: JSONObject, at now: NumericDate) throws(TokenRejection) {
    guard claims["iss"]?.string?.isExactly(issuer) == true else { throw .wrongIssuer }
    let audiences = claims["aud"]?.array?.compactMap(\.string) ?? [claims["aud"]?.string].compactMap(\.self)
    guard audiences.contains(where: clientID.isExactly) else { throw .wrongAudience }
    guard let expires = claims["exp"]?.integer, let issued = claims["iat"]?.integer else { throw .missingClaim }
    guard now.seconds < expires + Int64(skew) else { throw .expired }
    // One that is good for years would have to be remembered for years.
    guard issued <= (now + skew).seconds, expires <= now.seconds + Self.longestLife else { throw .notYetValid }
  }

  private func keys() async throws(TokenRejection) -> KeyCache {
    if let cache { return cache }
    let url: String
    do { url = try await ProviderMetadata.fetch(issuer: issuer, by: exchange).jwksURI } catch { throw .keysUnavailable }
    if let cache { return cache }
    let made = KeyCache(exchange: exchange, url: url, client: clientID)
    cache = made
    return made
  }
}
