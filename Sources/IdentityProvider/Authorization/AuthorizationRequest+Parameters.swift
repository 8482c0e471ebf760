import ELicence
import JOSE
import OAuth

extension AuthorizationRequest {
  /// Accepts or refuses the parameters that count, whichever way they came. Client and address are known by then: the
  /// order of the steps decides what an attacker may learn.
  package init(
    _ parameters: RequestParameters, to target: ResponseTarget, hints: IDTokenHintVerifier
  ) throws(AuthorizationRefusal) {
    let client = target.client
    func refuse(_ code: OAuthErrorCode, _ description: String) -> AuthorizationRefusal {
      .redirected(code, description: description, to: target)
    }

    // 1. What would put other words in the place of these (OpenID Connect Core §7.2.1).
    if parameters.value("registration") != nil { throw refuse(.registrationNotSupported, "leave out registration") }

    // 2. What is answered, and how.
    guard let responseType = parameters.value("response_type") else {
      throw refuse(.invalidRequest, "response_type is missing")
    }
    guard responseType == "code" else { throw refuse(.unsupportedResponseType, "response_type must be code") }
    guard client.grantTypes.contains(.authorizationCode) else {
      throw refuse(.unauthorizedClient, "this client is not registered for authorization_code")
    }
    let mode = parameters.value("response_mode")
    guard mode.map({ ResponseMode(rawValue: $0) != nil }) ?? true else {
      let offered = ResponseMode.allCases.map(\.rawValue).joined(separator: ", ")
      throw refuse(.invalidRequest, "response_mode must be one of \(offered)")
    }

    // 3. Proof of possession of the code (RFC 7636; OAuth 2.1 requires it of everybody).
    guard let challengeText = parameters.value("code_challenge") else {
      throw refuse(.invalidRequest, "code_challenge is missing")
    }
    guard parameters.value("code_challenge_method") == "S256" else {
      throw refuse(.invalidRequest, "code_challenge_method must be S256")
    }
    guard let codeChallenge = CodeChallenge(challengeText) else {
      throw refuse(.invalidRequest, "code_challenge must be 43 characters of base64url")
    }

    // 4. What is asked for, and for which resources.
    let scopes: ScopeSet
    do throws(ScopeRefusal) {
      scopes = try Self.scopes(parameters.value("scope"), of: client)
    } catch {
      throw refuse(.invalidScope, error.description)
    }
    let claims: ClaimsRequest?
    if let text = parameters.value("claims") {
      do {
        claims = try ClaimsRequest(parsing: text)
      } catch {
        throw refuse(.invalidRequest, "claims cannot be read")
      }
    } else {
      claims = nil
    }
    let resources = parameters.values("resource")
    do throws(TokenRefusal) {
      try TokenAudience.registered(by: client, issuer: hints.issuer, covering: resources)
    } catch {
      throw refuse(.invalidTarget, "resource must be one of those that the client is registered for")
    }

    let details: AuthorizationDetails
    if let text = parameters.value("authorization_details") {
      guard let read = AuthorizationDetails(parsing: text), read.isAllowed(to: client, issuer: hints.issuer) else {
        throw refuse(
          .invalidAuthorizationDetails,
          "authorization_details must be of a type that the client is registered for, as the documentation says")
      }
      details = read
    } else {
      details = .none
    }

    // 5. What the person is asked.
    let prompts: PromptSet
    if let text = parameters.value("prompt") {
      guard let parsed = PromptSet(parsing: text) else {
        throw refuse(.invalidRequest, "prompt must be none, or of login, consent and select_account")
      }
      prompts = parsed
    } else {
      prompts = PromptSet()
    }
    var maxAge: Int?
    if let text = parameters.value("max_age") {
      guard let seconds = Int(text), seconds >= 0 else { throw refuse(.invalidRequest, "max_age must be seconds") }
      maxAge = seconds
    }

    // 6. Values of the client that we only carry. Bounded, because an order keeps them.
    let nonce = parameters.value("nonce")
    guard (target.state?.utf8.count ?? 0) <= 2048, (nonce?.utf8.count ?? 0) <= 512 else {
      throw refuse(.invalidRequest, "state or nonce is too long")
    }

    let dpopKey = parameters.value("dpop_jkt")
    guard dpopKey.map({ Base64URL.decode($0)?.count == 32 }) ?? true else {
      throw refuse(.invalidRequest, "dpop_jkt must be the SHA-256 thumbprint of a key")
    }

    // 7. For whom.
    var expectedSubject = claims?.expectedSubject
    if let hint = parameters.value("id_token_hint") {
      guard let subject = hints.subject(of: hint, for: client.id) else {
        throw refuse(.invalidRequest, "id_token_hint is not an ID token of ours for this client")
      }
      guard expectedSubject.map(subject.isExactly) ?? true else {
        throw refuse(.loginRequired, "id_token_hint and claims name two subjects")
      }
      expectedSubject = subject
    }

    clientID = client.id
    redirectURI = target.address.value
    responseMode = target.mode
    self.scopes = scopes
    self.claims = claims
    state = target.state
    self.nonce = nonce
    self.codeChallenge = codeChallenge
    let acrValues = parameters.words("acr_values")
    self.acrValues = acrValues.isEmpty ? client.profile.defaultACRValues : acrValues
    self.maxAge = maxAge ?? client.profile.defaultMaxAge
    self.prompts = prompts
    uiLocales = parameters.words("ui_locales")
    self.expectedSubject = expectedSubject
    // A hint that is no credit code says nothing here, and is no error (OpenID Connect Core §3.1.2.1).
    hintedEnterprise = parameters.value("login_hint").flatMap { try? CreditCode($0).value }
    self.resources = resources
    self.details = details
    self.dpopKey = dpopKey

    // 8. What can never be given (OpenID Connect Core §5.5.1.1).
    if AuthenticationLevel.isOutOfReach(self) {
      throw refuse(.unmetAuthenticationRequirements, "none of the essential acr values is offered")
    }
  }

  /// Why a scope is refused, for the client.
  private struct ScopeRefusal: Error {
    let description: String
  }

  /// A scope that we or the client may not use is left out (OpenID Connect Core §3.1.2.1), unless it is a known one
  /// written wrong: who asks for `license` would wonder for long where the licence is.
  private static func scopes(_ text: String?, of client: Client) throws(ScopeRefusal) -> ScopeSet {
    guard let text else { throw ScopeRefusal(description: "scope is missing") }
    guard let asked = ScopeSet(parsing: text) else { throw ScopeRefusal(description: "scope cannot be read") }
    for scope in asked where !client.scopes.contains(scope) && !ScopeHint.isStandard(scope) {
      guard ScopeHint.suggestion(for: scope.value, among: client.scopes) == nil else {
        throw ScopeRefusal(description: ScopeHint.description(of: scope, among: client.scopes))
      }
    }
    let scopes = asked.intersection(client.scopes)
    guard scopes.contains(.openID) else { throw ScopeRefusal(description: "scope must contain openid") }
    return scopes
  }
}
