import JOSE
package import OAuth

extension AuthorizationRequest {
  /// Accepts or refuses parameters whose client and address are already known. The order of the steps decides what an
  /// attacker may learn: nothing is redirected before `AuthorizationRules.addressee` has accepted the address.
  package init(
    _ parameters: ParameterList, from client: Client, to address: RegisteredRedirectURI, hints: IDTokenHintVerifier
  ) throws(AuthorizationRefusal) {
    let state = Self.value("state", of: parameters)
    func refuse(_ code: OAuthErrorCode, _ description: String) -> AuthorizationRefusal {
      .redirected(code, description: description, to: address, state: state)
    }

    // 1. What would put other words in the place of these (OpenID Connect Core §6, RFC 9101).
    if Self.value("request", of: parameters) != nil { throw refuse(.requestNotSupported, "leave out request") }
    if Self.value("request_uri", of: parameters) != nil {
      throw refuse(.requestURINotSupported, "leave out request_uri")
    }
    if Self.value("registration", of: parameters) != nil {
      throw refuse(.registrationNotSupported, "leave out registration")
    }

    // 2. What is answered, and how.
    guard let responseType = Self.value("response_type", of: parameters) else {
      throw refuse(.invalidRequest, "response_type is missing")
    }
    guard responseType == "code" else { throw refuse(.unsupportedResponseType, "response_type must be code") }
    guard client.grantTypes.contains(.authorizationCode) else {
      throw refuse(.unauthorizedClient, "this client is not registered for authorization_code")
    }
    let responseMode = Self.value("response_mode", of: parameters)
    guard responseMode == nil || responseMode == ResponseMode.query.rawValue else {
      throw refuse(.invalidRequest, "response_mode must be query")
    }

    // 3. Proof of possession of the code (RFC 7636; OAuth 2.1 requires it of everybody).
    guard let challengeText = Self.value("code_challenge", of: parameters) else {
      throw refuse(.invalidRequest, "code_challenge is missing")
    }
    guard Self.value("code_challenge_method", of: parameters) == "S256" else {
      throw refuse(.invalidRequest, "code_challenge_method must be S256")
    }
    guard let codeChallenge = CodeChallenge(challengeText) else {
      throw refuse(.invalidRequest, "code_challenge must be 43 characters of base64url")
    }

    // 4. What is asked for. A scope that we or the client may not use is left out (OpenID Connect Core §3.1.2.1).
    guard let scopeText = Self.value("scope", of: parameters) else { throw refuse(.invalidScope, "scope is missing") }
    guard let asked = ScopeSet(parsing: scopeText) else { throw refuse(.invalidScope, "scope cannot be read") }
    let scopes = asked.intersection(client.scopes)
    guard scopes.contains(.openID) else { throw refuse(.invalidScope, "scope must contain openid") }
    let claims: ClaimsRequest?
    if let text = Self.value("claims", of: parameters) {
      do {
        claims = try ClaimsRequest(parsing: text)
      } catch {
        throw refuse(.invalidRequest, "claims cannot be read")
      }
    } else {
      claims = nil
    }

    // 5. What the person is asked.
    let prompts: PromptSet
    if let text = Self.value("prompt", of: parameters) {
      guard let parsed = PromptSet(parsing: text) else { throw refuse(.invalidRequest, "prompt cannot be read") }
      prompts = parsed
    } else {
      prompts = PromptSet()
    }
    var maxAge: Int?
    if let text = Self.value("max_age", of: parameters) {
      guard let seconds = Int(text), seconds >= 0 else { throw refuse(.invalidRequest, "max_age must be seconds") }
      maxAge = seconds
    }

    // 6. Values of the client that we only carry. Bounded, because an order keeps them.
    let nonce = Self.value("nonce", of: parameters)
    guard (state?.utf8.count ?? 0) <= 2048, (nonce?.utf8.count ?? 0) <= 512 else {
      throw refuse(.invalidRequest, "state or nonce is too long")
    }

    // 7. For whom.
    var expectedSubject = claims?.expectedSubject
    if let hint = Self.value("id_token_hint", of: parameters) {
      guard let subject = hints.subject(of: hint, for: client.id) else {
        throw refuse(.invalidRequest, "id_token_hint is not an ID token of ours for this client")
      }
      guard expectedSubject.map(subject.isExactly) ?? true else {
        throw refuse(.loginRequired, "id_token_hint and claims name two subjects")
      }
      expectedSubject = subject
    }

    clientID = client.id
    redirectURI = address.value
    self.scopes = scopes
    self.claims = claims
    self.state = state
    self.nonce = nonce
    self.codeChallenge = codeChallenge
    let acrValues = Self.words("acr_values", of: parameters)
    self.acrValues = acrValues.isEmpty ? client.profile.defaultACRValues : acrValues
    self.maxAge = maxAge ?? client.profile.defaultMaxAge
    self.prompts = prompts
    uiLocales = Self.words("ui_locales", of: parameters)
    self.expectedSubject = expectedSubject
  }

  /// A parameter that is known not to come twice: `AuthorizationRules.addressee` has looked.
  private static func value(_ name: String, of parameters: ParameterList) -> String? {
    do { return try parameters.single(name) } catch { return nil }
  }

  private static func words(_ name: String, of parameters: ParameterList) -> [String] {
    (value(name, of: parameters) ?? "").split(separator: " ").prefix(8).map(String.init)
  }
}
