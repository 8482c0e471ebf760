import HTTPTypes
import Hummingbird
import JOSE
import KeyCustody
import OAuth
import OAuthHTTP

/// POST /backchannel_authentication (CIBA §7.1): a client asks for a login. Beside what §7.3 says the answer has a
/// `verification_uri_complete` (RFC 8628 §3.2 has the word), which the clerk's screen opens or shows: wallets are told of
/// nothing unasked.
struct BackchannelAuthenticationEndpoint: Sendable {
  private let room: BackchannelRoom
  private let refusals = CaseCounters(
    "tongzhao_refusals_total", [("area", "backchannel_authentication")], by: "reason", of: BackchannelRefusal.allCases)

  init(_ room: BackchannelRoom) { self.room = room }

  var endpoint: Endpoint {
    let metadata = MetadataPart([
      ("backchannel_authentication_endpoint", .string(room.signIn.issuer.url("/backchannel_authentication"))),
      (
        "backchannel_token_delivery_modes_supported",
        .array(BackchannelRegistration.Delivery.names.map { .string($0) })
      ),
      (
        "backchannel_authentication_request_signing_alg_values_supported",
        SignatureOffer(room.signIn.keys).taken.json
      ),
      ("backchannel_user_code_parameter_supported", false),
    ])
    return .post("/backchannel_authentication", metadata: metadata) { request, _ in
      let now = room.signIn.clock()
      let form = try await formBody(of: request, limit: 32 * 1024, repeatable: RequestParameters.repeatable)
      // 1. Who asks, and whether it may.
      let caller = try await room.authentication.authenticate(request, form, at: now)
      guard let registration = caller.client.backchannelAuthentication else {
        throw TokenRefusal.unauthorizedGrantType.error
      }
      // 2. For what, and of whom.
      let accepted = try await accepted(form, caller, registration, at: now)
      // 3. It waits for whoever opens the link.
      return .json(try await open(accepted, for: caller.client, at: now))
    }
  }

  private func accepted(
    _ form: ParameterList, _ caller: AuthenticatedClient, _ registration: BackchannelRegistration, at now: NumericDate
  ) async throws -> BackchannelRequest {
    do {
      let parameters = try await room.reader.parameters(form, of: caller, registration, at: now)
      return try BackchannelRequest(
        parameters, of: caller.client, registration, hints: room.signIn.hints, subjects: room.signIn.subjects,
        policy: room.policy)
    } catch let refusal as BackchannelRefusal {
      refusals.count(refusal)
      throw refusal.error
    } catch let rejection as RequestRejection {
      // CIBA §13 has no word of its own for a request object that is not believed.
      throw OAuthError(.invalidRequest, rejection.description, diagnosis: "request.\(rejection)")
    }
  }

  private func open(_ asked: BackchannelRequest, for client: Client, at now: NumericDate) async throws -> JSONObject {
    let (signIn, policy) = (room.signIn, room.policy)
    let id = BearerSecret<AuthenticationRequestSecret>(generating: 32)
    let link = BearerSecret<RequestLinkSecret>(generating: 32)
    let expires = now + asked.life
    let request = AuthorizationRequest(
      asked, of: client, fetchedBy: id.digest, expires: expires, issuer: signIn.issuer)
    if AuthenticationLevel.isOutOfReach(request) {
      throw OAuthError(.unmetAuthenticationRequirements, "none of the acr values is offered")
    }
    let new = NewBackchannelAuthentication(
      id: id.digest, link: link.digest, BackchannelAuthentication(request, askedAt: now),
      ping: try asked.notificationToken.map { try SealedPing(id, token: $0, by: signIn.secrets, at: now) },
      expiresAt: expires, policy: policy)
    guard try await room.logins.open(new, at: now) else {
      throw OAuthError(
        .temporarilyUnavailable, "too many authentication requests are waiting", status: 429, retryAfter: policy.life)
    }
    return [
      "auth_req_id": .string(id.revealed()), "expires_in": .integer(Int64(asked.life)),
      "interval": .integer(Int64(policy.interval)),
      "verification_uri_complete": .string(signIn.issuer.url("/backchannel/\(link.revealed())")),
    ]
  }
}
