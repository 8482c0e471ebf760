import HTTPTypes
import Hummingbird
import JOSE
import OAuth
import OAuthHTTP

/// Lets a client read, change and delete what it registered (RFC 7592), by the token that it was given for that.
///
/// A change renews that token, and the secret where there is one; the former ones stay good for a while, so that an
/// answer that is lost on its way locks nobody out.
struct RegistrationManagement: Sendable {
  /// Seconds that the former secret is good after a change.
  static let formerSecretLife = 7 * 86_400
  /// What only answers have (RFC 7592 §2.2).
  private static let answerMembers = [
    "registration_access_token", "registration_client_uri", "client_secret_expires_at", "client_id_issued_at",
  ]

  let issuer: Issuer
  let policy: RegistrationPolicy
  let registrations: any RegistrationStore
  let signatures: SignatureOffer
  let sectors: SectorIdentifier
  let clock: @Sendable () -> NumericDate

  func read(_ request: Request, _ context: AppContext) async throws -> Response {
    let (registration, token) = try await admitted(request, context)
    return .json(
      RegistrationAnswer(
        issuer: issuer, client: registration.record.client, registeredAt: registration.registeredAt, accessToken: token
      ).json)
  }

  func change(_ request: Request, _ context: AppContext) async throws -> Response {
    let now = clock()
    let (registration, token) = try await admitted(request, context)
    guard let asked = try await jsonBody(of: request).object else {
      throw OAuthError(.invalidClientMetadata, "a registration is a JSON object")
    }
    let client: Client
    do throws(RegistrationRefusal) {
      client = try accepted(asked, instead: registration, at: now)
      try await sectors.require(client)
    } catch {
      throw error.error
    }
    let secret = client.authentication.usesSecret ? BearerSecret<ClientSecret>() : nil
    let next = BearerSecret<RegistrationAccessTokenSecret>()
    let isChanged = try await registrations.change(
      client, secret: secret?.digest, keepingFormerUntil: now + Self.formerSecretLife, by: token.digest,
      to: next.digest, at: now)
    guard isChanged else { throw Self.unknownToken }
    return .json(
      RegistrationAnswer(
        issuer: issuer, client: client, registeredAt: registration.registeredAt, secret: secret, accessToken: next
      ).json)
  }

  func remove(_ request: Request, _ context: AppContext) async throws -> Response {
    let (registration, token) = try await admitted(request, context)
    let client = registration.record.client
    guard registration.isSelfManaged else { throw RegistrationRefusal.managedByOperator.error }
    guard try await registrations.remove(client.id, by: token.digest, at: clock()) else { throw Self.unknownToken }
    return .noContent()
  }

  /// The client in the place of the present one: what the request leaves out is left out (RFC 7592 §2.2).
  private func accepted(
    _ asked: JSONObject, instead present: Registration, at now: NumericDate
  ) throws(RegistrationRefusal) -> Client {
    let (record, client) = (present.record, present.record.client)
    guard present.isSelfManaged else { throw .managedByOperator }
    guard asked["client_id"]?.string?.isExactly(client.id.value) ?? false else { throw .otherClient }
    for member in Self.answerMembers where asked[member] != nil { throw .answerMember(member) }
    if let sent = asked["client_secret"] {
      guard let secret = sent.string.flatMap({ BearerSecret<ClientSecret>(presented: $0) }),
        record.isProved(by: secret.digest, at: now)
      else { throw .wrongSecret }
    }
    return try RegistrationRules(terms: present.terms, publishers: policy.publishers, signatures: signatures)
      .client(asked, id: client.id, at: now)
  }

  /// Whoever has no token of this registration learns nothing, not even whether there is one.
  private func admitted(
    _ request: Request, _ context: AppContext
  ) async throws -> (Registration, BearerSecret<RegistrationAccessTokenSecret>) {
    guard case .bearer(let text) = try AuthorizationHeader(of: request) else { throw OAuthError.missingToken }
    guard let token = BearerSecret<RegistrationAccessTokenSecret>(presented: text),
      let id = context.pathParameter("client").flatMap({ ClientID($0) }),
      let registration = try await registrations.registration(id, token: token.digest)
    else { throw Self.unknownToken }
    return (registration, token)
  }

  private static let unknownToken = OAuthError(
    .invalidToken, "the registration access token is not the one of this registration, or the client is out of service")
}
