import ELicence
import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import KeyCustody
import NIOCore
import OAuth
import SQLStore
import TestSupport
import Testing

@testable import TongzhaoServer

/// A login as a wallet leaves it behind.
struct PlantedLogin: Sendable {
  let client: String
  let presentation: PresentationID
  let session: SessionID
  let cookie: BearerSecret<SessionSecret>
  let grant: GrantID
  let code: String
  let verifier: String
  let redirectURI: String

  /// What /token is sent for the code.
  var form: [(String, String)] {
    [
      ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirectURI), ("code_verifier", verifier),
    ]
  }
}

extension IncidentHouse {
  /// `portal` (by secret), `other` (likewise), `app` (public), `signer` (by key), `department` (a resource server).
  func registerClients() async throws {
    let scope: JSON = "openid licence holder offline_access"
    let code: JSON = ["authorization_code", "refresh_token"]
    for id in ["portal", "other"] {
      try await register(id, ["scope": scope, "grant_types": code, "tongzhao_audiences": [.string(Self.resource)]])
    }
    try await register("app", ["scope": scope, "grant_types": code, "token_endpoint_auth_method": "none"], secret: nil)
    try await register(
      "signer",
      [
        "scope": scope, "grant_types": ["authorization_code", "refresh_token", "client_credentials"],
        "token_endpoint_auth_method": "private_key_jwt",
        "jwks": JWKSet(keys: [JWK(key.verificationKey, keyID: "k1")]).json,
      ], secret: nil)
    try await register(
      "department",
      [
        "grant_types": ["client_credentials"], "redirect_uris": [], "client_uri": .string(Self.resource),
        "tongzhao_introspection_audiences": [.string(Self.resource)],
      ])
  }

  @discardableResult
  func register(_ id: String, _ changes: JSONObject = [:], secret: String? = Self.secret) async throws -> Client {
    var document: JSONObject = [
      "client_id": .string(id), "client_name": "办事大厅", "redirect_uris": [.string("https://\(id).example/cb")],
    ]
    document.merge(changes)
    let client = try Client(document: .object(document))
    let digest = secret.flatMap { BearerSecret<ClientSecret>(presented: $0) }?.digest
    try await SQLClientStore(state.database).save(client, secret: digest, at: now)
    return client
  }

  /// Logs in at a client. `kept` is what the grant is kept under where it is not fetched by an authorization code.
  func login(
    _ id: String = "portal", scope: String = "openid licence holder offline_access",
    code kept: SecretDigest<AuthorizationCodeSecret>? = nil
  ) async throws -> PlantedLogin {
    let database = state.database
    let known = try await SQLClientStore(database).record(try #require(ClientID(id)))
    let client = try #require(known?.client)
    let scopes = try #require(ScopeSet(parsing: scope)).intersection(client.scopes)
    let redirectURI = try #require(client.redirectURIs.first).value
    let holder = TestLicence.manager()
    var disclosed = TestLicence.company.json
    disclosed["registration_state"] = "normal"
    let presentation = Presentation(
      id: .generate(), uscc: TestLicence.company.uscc.value, disclosed: disclosed, holder: holder,
      holderKeyThumbprint: "thumbprint", credentialIssuer: "http://127.0.0.1:9002", region: "419001",
      status: StatusListReference(uri: "http://127.0.0.1:9002/status/1", index: 7), asOf: now - 3_600,
      credentialExpires: now + 20 * 86_400, presentedAt: now, deviceBinding: .crossDevice)
    try await SQLPresentationStore(database, secrets: state.keys.secrets).keep(
      presentation, expires: now + 600, at: now)
    let cookie = BearerSecret<SessionSecret>()
    let lifetimes = SessionLifetimes()
    let session = NewSession(
      id: .generate(), secret: cookie.digest, presentation: presentation, authTime: now,
      expiresAt: lifetimes.expiry(isShared: false, from: now), idleAllowance: lifetimes.idleAllowance(isShared: false),
      isShared: false, approval: (client.id, Session.Approval(scopes: scopes, claims: nil)))
    try await SQLSessionStore(database).open(session, at: now)
    let (code, verifier) = (BearerSecret<AuthorizationCodeSecret>(), CodeVerifier())
    let subjects = SubjectIdentifiers(secret: try state.keys.secrets.current(.pairwise, at: now))
    let grant = NewGrant(
      id: .generate(), clientID: client.id, sessionID: session.id, presentationID: presentation.id,
      subject: subjects.subject(ofEnterprise: presentation.uscc, for: client), scopes: scopes, claims: nil,
      redirectURI: redirectURI, codeChallenge: verifier.challenge(), nonce: nil, authTime: now,
      expiresAt: TokenLifetimes().grantExpiry(
        for: client, scopes: scopes, sessionExpires: session.expiresAt, isShared: false, from: now),
      endsWithSession: false)
    try await SQLGrantStore(database).issue(
      grant, code: kept ?? code.digest, codeExpires: TokenLifetimes().codeExpiry(from: now), at: now)
    return PlantedLogin(
      client: id, presentation: presentation.id, session: session.id, cookie: cookie, grant: grant.id,
      code: code.revealed(), verifier: verifier.revealed(), redirectURI: redirectURI)
  }
}
