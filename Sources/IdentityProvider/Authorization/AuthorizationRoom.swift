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

  package init(_ signIn: SignIn) { self.signIn = signIn }

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
        let parameters = try await formBody(of: request, limit: 14 * 1024)
        return .seeOther(to: Percent.appendQuery(to: signIn.issuer.url("/authorize"), parameters.pairs))
      },
    ]
  }

  private func answer(
    _ parameters: ParameterList, _ request: Request, _ context: AppContext
  ) async throws -> Response {
    let now = signIn.clock()
    do {
      // 1. Who asks, and where may be answered.
      let (client, address) = try await addressee(of: parameters, at: now)
      // 2. What is asked.
      let authorization = try AuthorizationRequest(parameters, from: client, to: address, hints: hints)
      if AuthenticationLevel.isOutOfReach(authorization) {
        throw AuthorizationRefusal.redirected(
          .unmetAuthenticationRequirements, description: "none of the essential acr values is offered", to: address,
          state: authorization.state)
      }
      // 3. Whether a session may answer.
      return try await answer(authorization, client, address, request, context, at: now)
    } catch let refusal as ShownRefusal {
      signIn.measures.refused(refusal)
      throw PageError(refusal)
    } catch let refusal as AuthorizationRefusal {
      signIn.measures.refused(refusal)
      switch refusal {
      case .shown(let refusal): throw PageError(refusal)
      case .redirected(let code, let description, let address, let state):
        RefusalNotes.current?.answers(code.rawValue, description)
        context.logger.info(
          "authorization refused", metadata: ["error": "\(code.rawValue)", "description": "\(description)"])
        return .seeOther(
          to: signIn.responses.location(of: address, error: code, description: description, state: state))
      }
    }
  }

  private func addressee(
    of parameters: ParameterList, at now: NumericDate
  ) async throws -> (Client, RegisteredRedirectURI) {
    let id = try AuthorizationRules.clientID(of: parameters)
    let client = try await signIn.clients.client(id, at: now)
    if let client { RefusalNotes.current?.concerns(client.id.value) }
    do throws(ShownRefusal) {
      return try AuthorizationRules.addressee(of: parameters, client: client)
    } catch {
      explain(error, of: id, client, parameters)
      throw error
    }
  }

  private func explain(_ refusal: ShownRefusal, of id: ClientID, _ client: Client?, _ parameters: ParameterList) {
    switch refusal {
    case .unregisteredRedirectURI:
      RefusalNotes.current?.add(
        RefusalNote(
          "redirect_uri", expected: client?.redirectURIs.map(\.value).joined(separator: ", "),
          received: parameters.all("redirect_uri").first.map(RefusalNote.address)))
    case .unknownClient:
      RefusalNotes.current?.add(RefusalNote("client_id", expected: "a registered client", received: id.value))
    case .missingRedirectURI, .missingClient, .duplicateParameter, .malformedParameters:
      RefusalNotes.current?.add(RefusalNote("parameters.\(refusal)"))
    }
  }

  private func answer(
    _ authorization: AuthorizationRequest, _ client: Client, _ address: RegisteredRedirectURI, _ request: Request,
    _ context: AppContext, at now: NumericDate
  ) async throws -> Response {
    let session = try await liveSession(of: request, at: now)
    let decision = SingleSignOn.decide(
      authorization, client: client, session: session?.0, presentation: session?.1,
      subject: session.map { signIn.subjects.subject(ofEnterprise: $0.0.uscc, for: client) },
      consent: try await consent(for: client, of: session?.1, at: now), at: now)
    switch (decision, session) {
    case (.silent, let (session, presentation)?):
      return try await answerSilently(authorization, client, address, session, presentation, at: now)
    case (.refused(let code), _):
      throw AuthorizationRefusal.redirected(
        code, description: "the person would have to be asked", to: address, state: authorization.state)
    case (.order, _), (.silent, nil):
      return try await OrderOpener(signIn).open(
        authorization, client: client, request: request, context: context, at: now)
    }
  }

  private func consent(
    for client: Client, of presentation: Presentation?, at now: NumericDate
  ) async throws -> Consent? {
    guard let presentation, let consents = signIn.consents else { return nil }
    return try await consents.consent(
      for: client.id, uscc: presentation.uscc, holderKey: presentation.holderKeyThumbprint, at: now)
  }

  /// The session of this browser, while its licence is in force: a suspended licence opens nothing, anywhere.
  private func liveSession(of request: Request, at now: NumericDate) async throws -> (Session, Presentation)? {
    guard let secret = signIn.sessionCookie.secret(of: request),
      let session = try await signIn.sessions.session(secret: secret.digest, at: now),
      let presentation = try await signIn.presentations.presentation(session.presentationID, at: now),
      presentation.credentialExpires > now, presentation.holder.mayAct(at: now),
      await signIn.standing.standing(of: presentation, at: now) == .good
    else { return nil }
    return (session, presentation)
  }

  private func answerSilently(
    _ authorization: AuthorizationRequest, _ client: Client, _ address: RegisteredRedirectURI, _ session: Session,
    _ presentation: Presentation, at now: NumericDate
  ) async throws -> Response {
    guard
      try await signIn.sessions.approve(Session.Approval(of: authorization), for: client.id, in: session.id, at: now)
    else {
      throw AuthorizationRefusal.redirected(
        .loginRequired, description: "the session has just ended", to: address, state: authorization.state)
    }
    let code = BearerSecret<AuthorizationCodeSecret>(generating: 32)
    let grant = NewGrant(
      id: .generate(), clientID: client.id, sessionID: session.id, presentationID: presentation.id,
      subject: signIn.subjects.subject(ofEnterprise: session.uscc, for: client), scopes: authorization.scopes,
      claims: authorization.claims, redirectURI: authorization.redirectURI,
      codeChallenge: authorization.codeChallenge, nonce: authorization.nonce, authTime: session.authTime,
      expiresAt: signIn.tokenLifetimes.grantExpiry(
        for: client, scopes: authorization.scopes, sessionExpires: session.expiresAt,
        isShared: session.isShared, from: now),
      endsWithSession: session.isShared)
    try await signIn.grants.issue(
      grant, code: code.digest, codeExpires: signIn.tokenLifetimes.codeExpiry(from: now), at: now)
    // A session that ended before the grant was there could not take it along; one that ends from here on does.
    guard try await signIn.sessions.session(session.id, at: now) != nil else {
      try await signIn.grants.revoke(grant.id, at: now)
      throw AuthorizationRefusal.redirected(
        .loginRequired, description: "the session has just ended", to: address, state: authorization.state)
    }
    signIn.measures.ended(.singleSignOn, .completed)
    return .seeOther(to: signIn.responses.location(of: address, code: code, state: authorization.state))
  }

  private var hints: IDTokenHintVerifier {
    IDTokenHintVerifier(issuer: signIn.issuer) { signIn.keys.verificationKey($0) }
  }

  private var metadata: MetadataPart {
    MetadataPart([
      ("authorization_endpoint", .string(signIn.issuer.url("/authorize"))),
      ("response_types_supported", ["code"]),
      ("response_modes_supported", .array(ResponseMode.supported.map { .string($0.rawValue) })),
      ("grant_types_supported", [.string(GrantType.authorizationCode.rawValue)]),
      ("code_challenge_methods_supported", ["S256"]),
      ("authorization_response_iss_parameter_supported", true),
      ("acr_values_supported", .array(AuthenticationLevel.all.map { .string($0) })),
      ("prompt_values_supported", .array(Prompt.allCases.map { .string($0.rawValue) })),
      ("claims_parameter_supported", true),
      ("request_parameter_supported", false),
      ("request_uri_parameter_supported", false),
      ("require_request_uri_registration", false),
      ("ui_locales_supported", .array(Language.allCases.map { .string($0.rawValue) })),
    ])
  }
}
