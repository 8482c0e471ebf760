import ELicence
import Hummingbird
import JOSE
import KeyCustody
import OAuth
import OAuthHTTP

/// POST /device_authorization (RFC 8628 §3.1): a device asks for a code to show. There is no
/// `verification_uri_complete` in the answer: a link that carries the code is what is sent to the one to be deceived.
struct DeviceAuthorizationEndpoint: Sendable {
  private let room: DeviceRoom

  init(_ room: DeviceRoom) { self.room = room }

  var endpoint: Endpoint {
    let metadata = MetadataPart([
      ("device_authorization_endpoint", .string(room.signIn.issuer.url("/device_authorization")))
    ])
    return .post("/device_authorization", metadata: metadata) { request, context in
      let now = room.signIn.clock()
      let parameters = try await formBody(of: request, repeatable: ["resource"])
      let caller = try await room.authentication.authenticate(request, parameters, at: now)
      let scopes = try Self.scopes(try parameters.single("scope"), of: caller.client)
      return .json(try await open(scopes, for: caller.client, context, at: now))
    }
  }

  /// What may be asked for: named by the operator for devices, and by the registration at all.
  private static func scopes(_ text: String?, of client: Client) throws -> ScopeSet {
    guard client.grantTypes.contains(.deviceCode) else { throw TokenRefusal.unauthorizedGrantType.error }
    guard let allowed = AwaitedLogin.device.scopes(of: client) else { throw TokenRefusal.deviceNotAllowed.error }
    guard let text else { throw OAuthError(.invalidScope, "scope is missing") }
    guard let asked = ScopeSet(parsing: text), !asked.isEmpty else { throw TokenRefusal.malformedScope.error }
    for scope in asked where !allowed.contains(scope) { throw TokenRefusal.scopeNotAllowed(scope, allowed).error }
    return asked
  }

  private func open(
    _ scopes: ScopeSet, for client: Client, _ context: AppContext, at now: NumericDate
  ) async throws -> JSONObject {
    let policy = room.policy
    let secret = BearerSecret<DeviceCodeSecret>(generating: 32)
    var generator = SystemRandomNumberGenerator()
    // Two devices can draw the same letters; the third draw in a row that is taken is no accident.
    for _ in 0..<3 {
      let userCode = UserCode(using: &generator)
      let authorization = DeviceAuthorization(
        code: secret.digest, clientID: client.id, scopes: scopes,
        device: AskingDevice(
          userCode: userCode.spaced, place: room.signIn.places.place(of: context.clientAddress)),
        askedAt: now, expiresAt: now + policy.codeLife)
      let new = NewDeviceAuthorization(
        authorization, userCode: try userCode.digest(by: room.signIn.secrets, at: now),
        source: context.clientAddress.bucket, policy: policy)
      switch try await room.logins.open(new, at: now) {
      case .codeTaken: continue
      case .tooManyForClient, .tooManyForSource:
        throw OAuthError(
          .temporarilyUnavailable, "too many devices are waiting", status: 429, retryAfter: policy.codeLife)
      case .opened:
        return [
          "device_code": .string(secret.revealed()), "user_code": .string(userCode.spaced),
          "verification_uri": .string(room.signIn.issuer.url("/device")),
          "expires_in": .integer(Int64(policy.codeLife)), "interval": .integer(Int64(policy.interval)),
        ]
      }
    }
    throw OAuthError(.temporarilyUnavailable, "no code is free", status: 503, retryAfter: 5)
  }
}
