import IdentityProvider
import JOSE
import KeyCustody
import OAuthHTTP
import SQLStore
import TestSupport

/// What comes after a login: tokens, for browsers' clients and for devices.
struct TokenRooms {
  let rooms: [any Room]

  /// Whose certificates are believed of clients.
  static var certificates: ClientCertificateTrust {
    get throws {
      ClientCertificateTrust(
        authorities: [try SampleCertificates.certificate(SampleCertificates.authority)], isReachable: true)
    }
  }

  init(
    _ signIn: SignIn, _ database: any SQLDatabase, audit: SQLAuditLog, emergencies: EmergencyDirectory,
    clock: @escaping @Sendable () -> NumericDate
  ) throws {
    let lockdown: @Sendable (Lockdown.Activity) -> Lockdown? = { emergencies.lockdown(stopping: $0) }
    let refreshTokens = RefreshTokens(secrets: signIn.keys.secrets)
    let issuer = TokenIssuer(
      issuer: signIn.issuer, keys: signIn.keys, clients: signIn.clients, refreshTokens: refreshTokens,
      subjects: signIn.subjects, lifetimes: signIn.tokenLifetimes)
    let living = LiveGrants(
      grants: signIn.grants, sessions: signIn.sessions, presentations: signIn.presentations,
      standing: UnblockedStanding(signIn.standing) { emergencies.isBlocked($0) }, clients: signIn.clients)
    let authentication = ClientAuthentication(
      issuer: signIn.issuer, clients: signIn.clients, assertions: SQLAssertionStore(database), audit: audit,
      certificates: try Self.certificates)
    let senders = SenderProofs(
      issuer: signIn.issuer, proofs: SQLProofStore(database), nonces: DPoPNonces(secrets: signIn.keys.secrets))
    let awaited = SQLAwaitedLoginStore(database, audit: audit)
    rooms = [
      LockdownGate(
        DeviceRoom(signIn, authentication: authentication, logins: awaited), .login, lockdown: lockdown),
      LockdownGate(
        BackchannelRoom(
          signIn, authentication: authentication,
          reader: BackchannelRequestReader(issuer: signIn.issuer, used: SQLAssertionStore(database)),
          logins: awaited), .login, lockdown: lockdown),
      LockdownGate(
        TokenEndpoint(
          issuer: issuer, authentication: authentication, senders: senders, grants: signIn.grants, living: living,
          refreshTokens: refreshTokens,
          others: [
            AwaitedLoginGrant(.device, issuer: issuer, grants: signIn.grants, living: living, logins: awaited),
            AwaitedLoginGrant(.backchannel, issuer: issuer, grants: signIn.grants, living: living, logins: awaited),
          ],
          clock: clock),
        .token, lockdown: lockdown),
      IntrospectionEndpoint(
        issuer: signIn.issuer, keys: signIn.keys, authentication: authentication,
        introspection: Introspection(
          issuer: signIn.issuer, tokens: AccessTokenVerifier(issuer: signIn.issuer, keys: signIn.keys),
          refreshTokens: refreshTokens, grants: signIn.grants, living: living,
          revoked: SQLRevokedTokenStore(database), clients: signIn.clients,
          isLockedDown: { lockdown(.introspection) != nil }),
        clock: clock),
      UserInfoEndpoint(
        issuer: issuer, tokens: AccessTokenVerifier(issuer: signIn.issuer, keys: signIn.keys), living: living,
        senders: senders, audit: audit, clock: clock),
      JWKSEndpoint(issuer: signIn.issuer, keys: signIn.keys, maximumAge: 300, clock: clock),
    ]
  }
}
