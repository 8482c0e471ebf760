import ELicence
import HTTPTypes
import Hummingbird
import JOSE
import KeyCustody
import Logging
import OAuth
package import OAuthHTTP

/// `/authorize` (RFC 6749 §3.1): answers from a session where that is allowed, and else opens an order.
package struct AuthorizationRoom: Room {
  private let signIn: SignIn
  private let reader: RequestReader
  private let pushed: any PushedRequestStore

  package init(_ signIn: SignIn, reader: RequestReader, pushed: any PushedRequestStore) {
    self.signIn = signIn
    self.reader = reader
    self.pushed = pushed
  }

  package var apiDescription: APIFragment { APIFragment(PackageResources.authorize_json) }

  package var endpoints: [Endpoint] {
    [
      .get("/authorize", metadata: metadata, audience: .person, answersHead: false) { request, context in
        let parameters: ParameterList
        do throws(ParameterRejection) {
          parameters = try ParameterList(
            formEncoded: Array((request.uri.query ?? "").utf8), maximumLength: 16 * 1024)
        } catch {
          throw PageError(.malformedParameters)
        }
        return try await answer(parameters, request, context)
      },
      // The same as by GET. A form that another site posts comes without our cookies (`SameSite=Lax`); the GET that
      // follows brings them, so a session is found either way (OpenID Connect Core §3.1.2.1).
      .post("/authorize", audience: .person) { request, context in
        let parameters = try await formBody(of: request, limit: 14 * 1024, repeatable: RequestParameters.repeatable)
        return .seeOther(to: Percent.appendQuery(to: signIn.issuer.url("/authorize"), parameters.pairs))
      },
    ]
  }

  private func answer(
    _ parameters: ParameterList, _ request: Request, _ context: AppContext
  ) async throws -> Response {
    let now = signIn.clock()
    do {
      // 1. Who asks.
      let presented = try PresentedRequest(parameters)
      guard let client = try await signIn.clients.client(presented.clientID, at: now) else {
        RefusalNotes.current?.add(
          RefusalNote("client_id", expected: "a registered client", received: presented.clientID.value))
        throw ShownRefusal.unknownClient
      }
      RefusalNotes.current?.concerns(client.id.value)
      // 2. What is asked, and where may be answered.
      let (authorization, target) = try await accepted(presented, client, at: now)
      // 3. Whether a session may answer.
      return try await answer(authorization, target, request, context, at: now)
    } catch let refusal as ShownRefusal {
      RefusalNotes.current?.add(RefusalNote("parameters.\(refusal)"))
      signIn.measures.refused(refusal)
      throw PageError(refusal)
    } catch let refusal as AuthorizationRefusal {
      return try await refused(refusal, request, context, at: now)
    }
  }

  private func refused(
    _ refusal: AuthorizationRefusal, _ request: Request, _ context: AppContext, at now: NumericDate
  ) async throws -> Response {
    signIn.measures.refused(refusal)
    switch refusal {
    case .shown(let refusal): throw PageError(refusal)
    case .redirected(let code, let description, let target):
      RefusalNotes.current?.answers(code.rawValue, description)
      context.logger.info(
        "authorization refused", metadata: ["error": "\(code.rawValue)", "description": "\(description)"])
      return try await signIn.responder.refuse(code, description, to: target, request: request, at: now)
    }
  }

  /// The request, whichever way it came. What was pushed was accepted when it was pushed; of all else the parameters that
  /// count are found, and accepted or refused.
  private func accepted(
    _ presented: PresentedRequest, _ client: Client, at now: NumericDate
  ) async throws -> (AuthorizationRequest, ResponseTarget) {
    do {
      if case .pushed(let name) = presented.way {
        guard let request = try await pushed.request(name.digest, of: client.id, at: now) else {
          throw RequestRejection.unknownReference
        }
        guard let target = ResponseTarget(request, of: client) else { throw ShownRefusal.unregisteredRedirectURI }
        return (request, target)
      }
      let parameters = try await reader.parameters(of: presented, for: client, at: now)
      let target = try target(of: parameters, client)
      return (try AuthorizationRequest(parameters, to: target, hints: signIn.hints), target)
    } catch let rejection as RequestRejection {
      RefusalNotes.current?.add(RefusalNote("request.\(rejection)", expected: rejection.description))
      guard let target = presented.refusalTarget(of: client) else { throw ShownRefusal.unusableRequest }
      throw AuthorizationRefusal.redirected(rejection.codeInBrowser, description: rejection.description, to: target)
    }
  }

  private func target(of parameters: RequestParameters, _ client: Client) throws(ShownRefusal) -> ResponseTarget {
    do throws(ShownRefusal) {
      return try ResponseTarget(parameters, of: client)
    } catch {
      if error == .unregisteredRedirectURI {
        RefusalNotes.current?.add(
          RefusalNote(
            "redirect_uri", expected: client.redirectURIs.map(\.value).joined(separator: ", "),
            received: parameters.value("redirect_uri").map(RefusalNote.address)))
      }
      throw error
    }
  }

  private func answer(
    _ authorization: AuthorizationRequest, _ target: ResponseTarget, _ request: Request, _ context: AppContext,
    at now: NumericDate
  ) async throws -> Response {
    let client = target.client
    let login = try await BrowserLogin(of: request, in: signIn, at: now)
    let running = login.running
    let consent = try await consent(for: authorization, client, of: running, at: now)
    let decision = SingleSignOn.decide(
      authorization, client: client, session: running?.session, presentation: running?.presentation,
      subject: running.map { signIn.subjects.subject(ofEnterprise: $0.session.uscc, for: client) },
      consent: consent, at: now)
    var response: Response
    switch (decision, running) {
    case (.silent, let running?):
      // Each answer makes a grant: a script in a loop must not make them without end.
      if case .refused(let wait)? = signIn.loginsOfLicence?.attempt(running.session.uscc, at: now) {
        throw AuthorizationRefusal.redirected(
          .temporarilyUnavailable, description: "this licence logs in too often; ask again in \(wait) s", to: target)
      }
      let code = try await silentCode(authorization, target, running, consent, at: now)
      signIn.measures.ended(.singleSignOn, .completed)
      return try await signIn.responder.answer(code, in: running.secret, to: target, request: request, at: now)
    case (.refused(let code), _):
      response = try await refused(
        .redirected(code, description: "the person would have to be asked", to: target), request, context, at: now)
    case (.order, _), (.silent, nil):
      response = try await OrderOpener(signIn).open(
        authorization, client: client, request: request, context: context, at: now)
    }
    // The clients' pages may know it from here on. The session's own cookie stays: by now another tab may have put a
    // new one in its place.
    if login.isOver { BrowserStateCookie(issuer: signIn.issuer).set(.loggedOut(), on: &response) }
    return response
  }

  /// What was approved long ago, where the decision could hang on it.
  private func consent(
    for request: AuthorizationRequest, _ client: Client, of running: BrowserLogin.Running?, at now: NumericDate
  ) async throws -> Consent? {
    guard let running, let consents = signIn.consents, !client.skipsApprovalWithinSession,
      running.session.approvals[client.id]?.covers(request) != true
    else { return nil }
    let presentation = running.presentation
    return try await consents.consent(
      for: client.id, uscc: presentation.uscc, holderKey: presentation.holderKeyThumbprint, at: now)
  }

  private func silentCode(
    _ authorization: AuthorizationRequest, _ target: ResponseTarget, _ running: BrowserLogin.Running,
    _ consent: Consent?, at now: NumericDate
  ) async throws -> BearerSecret<AuthorizationCodeSecret> {
    let (client, session, presentation) = (target.client, running.session, running.presentation)
    let code = BearerSecret<AuthorizationCodeSecret>(generating: 32)
    let grant = NewGrant(
      id: .generate(), clientID: client.id, sessionID: session.id, presentationID: presentation.id,
      subject: signIn.subjects.subject(ofEnterprise: session.uscc, for: client), scopes: authorization.scopes,
      claims: authorization.claims, redirectURI: authorization.redirectURI,
      codeChallenge: authorization.codeChallenge, nonce: authorization.nonce, authTime: session.authTime,
      expiresAt: signIn.tokenLifetimes.grantExpiry(
        for: client, scopes: authorization.scopes, sessionExpires: session.expiresAt,
        isShared: session.isShared, from: now),
      endsWithSession: session.isShared, resources: authorization.resources,
      dpopKey: authorization.dpopKey)
    let ground: SilentGround =
      if session.approvals[client.id]?.covers(authorization) == true {
        .session
      } else if let consent, !client.skipsApprovalWithinSession {
        .consent(consent.id)
      } else {
        .policy
      }
    let answer = try await signIn.grants.issueFromSession(
      grant, code: code.digest, codeExpires: signIn.tokenLifetimes.codeExpiry(from: now),
      approving: Session.Approval(of: authorization), on: ground, using: authorization.pushed, at: now)
    switch answer {
    case .issued: return code
    case .sessionOver:
      throw AuthorizationRefusal.redirected(.loginRequired, description: "the session has just ended", to: target)
    case .approvalGone:
      throw AuthorizationRefusal.redirected(
        .consentRequired, description: "what was approved was taken back", to: target)
    case .requestUsed:
      throw AuthorizationRefusal.redirected(
        .invalidRequestURI, description: RequestRejection.unknownReference.description, to: target)
    }
  }

  private var metadata: MetadataPart {
    let signatures = SignatureOffer(signIn.keys)
    return MetadataPart([
      ("authorization_endpoint", .string(signIn.issuer.url("/authorize"))),
      ("response_types_supported", ["code"]),
      ("response_modes_supported", .array(ResponseMode.allCases.map { .string($0.rawValue) })),
      ("grant_types_supported", [.string(GrantType.authorizationCode.rawValue)]),
      ("code_challenge_methods_supported", ["S256"]),
      ("authorization_response_iss_parameter_supported", true),
      ("acr_values_supported", .array(AuthenticationLevel.all.map { .string($0) })),
      ("prompt_values_supported", .array(Prompt.allCases.map { .string($0.rawValue) })),
      ("claims_parameter_supported", true),
      ("authorization_details_types_supported", .array(AuthorizationDetails.types.map { .string($0) })),
      ("request_parameter_supported", true),
      ("request_uri_parameter_supported", true),
      ("require_request_uri_registration", true),
      ("require_signed_request_object", false),
      (
        "request_object_signing_alg_values_supported",
        signatures.taken.json
      ),
      (
        "authorization_signing_alg_values_supported",
        signatures.made.json
      ),
      ("authorization_encryption_alg_values_supported", .array(KeyManagement.allCases.map { .string($0.rawValue) })),
      (
        "authorization_encryption_enc_values_supported", .array(ContentEncryption.allCases.map { .string($0.rawValue) })
      ),
      ("ui_locales_supported", .array(Language.allCases.map { .string($0.rawValue) })),
    ])
  }
}
