package import AuditLog
package import Hummingbird
package import JOSE
package import OAuth
import OAuthHTTP

/// A client that has proved who it is, or, being public, has nothing to prove it with. Only `ClientAuthentication`
/// makes one: rules that take one need not ask again.
package struct AuthenticatedClient: Sendable {
  /// The client.
  package let client: Client

  fileprivate init(_ client: Client) { self.client = client }
}

/// Authenticates clients at every endpoint that they call themselves (RFC 6749 §2.3).
package struct ClientAuthentication: Sendable {
  private let issuer: Issuer
  private let clients: ClientDirectory
  private let assertions: any AssertionStore
  private let keys: ClientKeys
  private let fetches: KeyFetches?
  private let audit: (any AuditRecorder)?
  private let limits: ClientLimits
  let certificates: ClientCertificateTrust
  let signatures: SignatureOffer
  private let refusals = CaseCounters(
    "tongzhao_refusals_total", [("area", "client_authentication")], by: "reason",
    of: ClientAuthenticationRefusal.allCases)

  /// For this issuer. `fetches` is told who is active, `audit` who was refused; `limits` counts who calls and who
  /// guesses; `certificates` says whom certificates are believed of, and `signatures` what assertions may be signed by.
  package init(
    issuer: Issuer, clients: ClientDirectory, assertions: any AssertionStore, keys: ClientKeys = ClientKeys(),
    fetches: KeyFetches? = nil, audit: (any AuditRecorder)? = nil, limits: ClientLimits = .none,
    certificates: ClientCertificateTrust = .none, signatures: SignatureOffer = .registered
  ) {
    self.issuer = issuer
    self.clients = clients
    self.assertions = assertions
    self.keys = keys
    self.fetches = fetches
    self.audit = audit
    self.limits = limits
    self.certificates = certificates
    self.signatures = signatures
  }

  /// The client, or an `invalid_client` that says what to change. Throws the store's own error when it fails.
  package func authenticate(
    _ request: Request, _ parameters: ParameterList, at now: NumericDate
  ) async throws -> AuthenticatedClient {
    let header = try AuthorizationHeader(of: request)
    do {
      let credentials = try ClientCredentials.presented(header: header, parameters: parameters)
      let client = try await admit(credentials, at: now)
      fetches?.seen(client.id, at: now)
      return AuthenticatedClient(client)
    } catch let refusal as ClientAuthenticationRefusal {
      refusals.count(refusal)
      try limits.admit(refusal, at: now)
      try await record(refusal, header, parameters, at: now)
      throw refusal.error(issuer: issuer, client: parameters.all("client_id").first)
    }
  }

  /// Names the client only when there is one: names that strangers make up would fill the log, and share one bound.
  private func record(
    _ refusal: ClientAuthenticationRefusal, _ header: AuthorizationHeader, _ parameters: ParameterList,
    at now: NumericDate
  ) async throws {
    guard let audit else { return }
    var named = parameters.all("client_id").first
    if let presented = try? ClientCredentials.presented(header: header, parameters: parameters) {
      named = presented.client.value
    }
    let id = named.flatMap { ClientID($0) }
    let client = if let id { try await clients.record(id, at: now)?.client.id.value } else { String?.none }
    try await audit.record(
      AuditEvent(
        .clientAuthenticationFailed, .refused, by: .anonymous, client: client, reason: "\(refusal)", at: now),
      bound: client ?? "of nobody we know")
  }

  /// Believes within the limits: who has guessed too often is refused unheard.
  private func admit(_ credentials: ClientCredentials, at now: NumericDate) async throws -> Client {
    try limits.admit(credentials.client, at: now)
    let client: Client
    do {
      client = try await believe(credentials, at: now)
    } catch let refusal as ClientAuthenticationRefusal {
      limits.failed(refusal, of: credentials.client, at: now)
      throw refusal
    }
    try limits.count(client, at: now)
    return client
  }

  private func believe(_ credentials: ClientCredentials, at now: NumericDate) async throws -> Client {
    // 1. The client is known and in service.
    guard let record = try await clients.record(credentials.client, at: now) else {
      throw ClientAuthenticationRefusal.unknownClient
    }
    let client = record.client
    RefusalNotes.current?.concerns(client.id.value)
    // 2. It uses the method that it is registered for, and no weaker one.
    switch (client.authentication, credentials) {
    case (.none, .none): break
    case (.clientSecretBasic, .basic(_, let secret)), (.clientSecretPost, .post(_, let secret)):
      // 3a. It knows its secret. The digests are compared in constant time.
      guard record.isProved(by: secret.digest, at: now) else { throw ClientAuthenticationRefusal.wrongSecret }
    case (.privateKeyJWT, .assertion(let assertion)):
      // 3b. It has the key; and the assertion is used up only once it is known to be the client's own.
      let known = await keys.keys(of: client, holding: assertion.keyID, at: now).verification
      let (jti, madeAt, forgetAt) = try assertion.verified(
        by: known, algorithms: client.assertionAlgorithms, audiences: audiences(of: client), at: now)
      guard try await assertions.use(jti, of: client.id, madeAt: madeAt, expires: forgetAt, at: now) else {
        throw ClientAuthenticationRefusal.replayed
      }
    case (.tlsClientAuth(let name), .none):
      // 3c. An authority says so; the request names the client beside (RFC 8705 §2).
      try ClientCertificateRules.check(ClientCertificate.current, bears: name, trust: certificates, at: now)
    case (.selfSignedTLSClientAuth, .none):
      // 3d. The client registered the certificate's key.
      let known = await keys.keys(of: client, at: now).verification
      try ClientCertificateRules.check(ClientCertificate.current, isAmong: known, at: now)
    case (.clientSecretBasic, .post): throw ClientAuthenticationRefusal.secretInBody
    case (.none, .basic), (.none, .post), (.none, .assertion), (.clientSecretBasic, .none),
      (.clientSecretBasic, .assertion), (.clientSecretPost, .none), (.clientSecretPost, .basic),
      (.clientSecretPost, .assertion), (.privateKeyJWT, .none), (.privateKeyJWT, .basic), (.privateKeyJWT, .post),
      (.tlsClientAuth, .basic), (.tlsClientAuth, .post), (.tlsClientAuth, .assertion),
      (.selfSignedTLSClientAuth, .basic), (.selfSignedTLSClientAuth, .post), (.selfSignedTLSClientAuth, .assertion):
      throw ClientAuthenticationRefusal.wrongMethod
    }
    return client
  }

  private func audiences(of client: Client) -> [String] {
    client.tokenEndpointAudienceAccepted ? [issuer.value, issuer.url("/token")] : [issuer.value]
  }
}
