import HTTPTypes
import Hummingbird
import JOSE
import OAuth
import OAuthHTTP

/// Registers software that asks for it (RFC 7591 §3).
struct RegistrationEndpoint: Sendable {
  let issuer: Issuer
  let policy: RegistrationPolicy
  let registrations: any RegistrationStore
  let signatures: SignatureOffer
  let sectors: SectorIdentifier
  let clock: @Sendable () -> NumericDate
  private let attempts = RateLimiter(burst: 60, refill: 60, per: 60)

  init(
    issuer: Issuer, policy: RegistrationPolicy, registrations: any RegistrationStore, signatures: SignatureOffer,
    sectors: SectorIdentifier, clock: @escaping @Sendable () -> NumericDate
  ) {
    self.issuer = issuer
    self.policy = policy
    self.registrations = registrations
    self.signatures = signatures
    self.sectors = sectors
    self.clock = clock
  }

  func register(_ request: Request, from source: String) async throws -> Response {
    let now = clock()
    try attempts.require(source, at: now)
    // 1. Somebody who may, within terms.
    let (token, terms) = try await admitted(request, at: now)
    // 2. A client with the least rights.
    guard let asked = try await jsonBody(of: request).object else {
      throw OAuthError(.invalidClientMetadata, "a registration is a JSON object")
    }
    guard let id = ClientID(Base64URL.name(Random.bytes(16))) else { throw OAuthError(.serverError, "try again") }
    let client: Client
    do throws(RegistrationRefusal) {
      client = try RegistrationRules(terms: terms, publishers: policy.publishers, signatures: signatures)
        .client(asked, id: id, at: now)
      try await sectors.require(client)
    } catch {
      throw error.error
    }
    // 3. Written, and told once.
    let secret = client.authentication.usesSecret ? BearerSecret<ClientSecret>() : nil
    let accessToken = BearerSecret<RegistrationAccessTokenSecret>()
    let registration = NewRegistration(
      client: client, secret: secret?.digest, accessToken: accessToken.digest, terms: terms)
    switch try await registrations.register(registration, by: token, most: policy.most, at: now) {
    case .registered: break
    case .tokenUsedUp: throw Self.unknownToken
    case .full: throw RegistrationRefusal.full.error
    }
    return .json(
      RegistrationAnswer(
        issuer: issuer, client: client, registeredAt: now, secret: secret, accessToken: accessToken
      ).json, status: .created)
  }

  /// An open door asks nobody for a token, and takes one nevertheless: its terms may be wider.
  private func admitted(
    _ request: Request, at now: NumericDate
  ) async throws -> (SecretDigest<InitialAccessTokenSecret>?, RegistrationTerms) {
    switch (try AuthorizationHeader(of: request), policy.access) {
    case (.bearer(let text), .initialAccessToken), (.bearer(let text), .open):
      guard let token = BearerSecret<InitialAccessTokenSecret>(presented: text),
        let terms = try await registrations.terms(of: token.digest, at: now)
      else { throw Self.unknownToken }
      return (token.digest, terms)
    case (.none, .open): return (nil, policy.openTerms)
    case (_, .off), (.none, .initialAccessToken), (.dpop, _), (.basic, _), (.other, _):
      throw OAuthError.missingToken
    }
  }

  private static let unknownToken = OAuthError(
    .invalidToken, "the initial access token is not known, used up, or past its time: ask the operator for another")
}
