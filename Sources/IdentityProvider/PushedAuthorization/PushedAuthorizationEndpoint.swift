import HTTPTypes
import Hummingbird
import JOSE
import OAuth
package import OAuthHTTP

// The PushedAuthorization room takes authorization requests from clients themselves (RFC 9126): they come authenticated,
// unseen by the browser, and whole. They pass the rules of the Authorization room, which takes them up by `request_uri`.

/// POST /par.
package struct PushedAuthorizationEndpoint: Room {
  private let signIn: SignIn
  private let authentication: ClientAuthentication
  private let senders: SenderProofs
  private let reader: RequestReader
  private let pushed: any PushedRequestStore

  /// With the rules of the Authorization room.
  package init(
    _ signIn: SignIn, authentication: ClientAuthentication, senders: SenderProofs, reader: RequestReader,
    pushed: any PushedRequestStore
  ) {
    self.signIn = signIn
    self.authentication = authentication
    self.senders = senders
    self.reader = reader
    self.pushed = pushed
  }

  package var apiDescription: APIFragment { APIFragment(PackageResources.par_json) }

  package var endpoints: [Endpoint] {
    let metadata = MetadataPart([
      ("pushed_authorization_request_endpoint", .string(signIn.issuer.url("/par"))),
      ("require_pushed_authorization_requests", .bool(reader.policy.requiresPushed)),
    ])
    return [
      .post("/par", metadata: metadata, cors: .anyOriginNoCredentials) { request, _ in
        let now = signIn.clock()
        let form = try await formBody(of: request, limit: 32 * 1024, repeatable: RequestParameters.repeatable)
        // 1. Who asks (§2: as at the token endpoint).
        let caller = try await authentication.authenticate(request, form, at: now)
        // 2. What is asked, by the rules of /authorize.
        let accepted = try await accepted(PresentedRequest(form, pushedBy: caller), caller, at: now)
        // 3. Which key will come for the code.
        let bound = try await bound(accepted, by: request, of: caller, at: now)
        // 4. It waits for the browser, under a name that nobody can guess.
        return try await keep(bound, at: now)
      }
    ]
  }

  private func accepted(
    _ presented: PresentedRequest, _ caller: AuthenticatedClient, at now: NumericDate
  ) async throws -> AuthorizationRequest {
    do {
      let parameters = try await reader.parameters(of: presented, pushedBy: caller, at: now)
      let target = try ResponseTarget(parameters, of: caller.client)
      return try AuthorizationRequest(parameters, to: target, hints: signIn.hints)
    } catch let rejection as RequestRejection {
      throw OAuthError(rejection.code, rejection.description, diagnosis: "request.\(rejection)")
    } catch let refusal as ShownRefusal {
      signIn.measures.refused(refusal)
      throw OAuthError(refusal)
    } catch let refusal as AuthorizationRefusal {
      signIn.measures.refused(refusal)
      throw OAuthError(refusal)
    }
  }

  /// A proof binds the code to its key as `dpop_jkt` does, and must not contradict it (RFC 9449 §10.1).
  private func bound(
    _ accepted: AuthorizationRequest, by request: Request, of caller: AuthenticatedClient, at now: NumericDate
  ) async throws -> AuthorizationRequest {
    do {
      let proof = try await senders.proof(in: request, at: "/par", accessToken: nil, of: caller.client, at: now)
      guard let proof else { return accepted }
      guard let bound = accepted.bound(toDPoPKey: proof.thumbprint) else {
        throw OAuthError(.invalidDPoPProof, "dpop_jkt names another key than the one of the DPoP proof")
      }
      return bound
    } catch let refusal as SenderRefusal {
      throw refusal.tokenError
    }
  }

  private func keep(_ accepted: AuthorizationRequest, at now: NumericDate) async throws -> Response {
    let (secret, policy) = (BearerSecret<PushedRequestSecret>(generating: 32), reader.policy)
    guard
      try await pushed.push(
        accepted, as: secret.digest, expires: now + policy.pushedLife, limit: policy.pushedPerClient, at: now)
    else {
      throw OAuthError(
        .temporarilyUnavailable, "too many pushed requests are waiting", status: 429, retryAfter: policy.pushedLife)
    }
    return .json(
      [
        "request_uri": .string(PushedRequestURI.text(of: secret)), "expires_in": .integer(Int64(policy.pushedLife)),
      ] as JSONObject, status: .created)
  }
}
