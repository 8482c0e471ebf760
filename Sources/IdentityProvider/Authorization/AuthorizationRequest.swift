// The Authorization room takes what a browser brings to /authorize (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1).
// What is presented becomes the parameters that count (query, request object, or what was pushed), and these a request.
// It accepts or refuses the request, answers from a session where that is allowed, and else has SignIn open an order.
// Neighbours: Clients (who may ask), Session (who is logged in), Grant (what is given), SignIn (how one logs in).

package import JOSE
package import OAuth

/// An authorization request that was accepted. Three make one: the rules that accept the parameters that count, a
/// device's request that somebody typed the code of, and storage giving back what it was given.
package struct AuthorizationRequest: Sendable, Hashable {
  /// The client that asks.
  package let clientID: ClientID
  /// The registered address that the answer goes to, byte for byte as presented.
  package let redirectURI: String
  /// How the answer travels.
  package let responseMode: ResponseMode
  /// What was asked for and may be given.
  package let scopes: ScopeSet
  /// Single facts asked for by name (OpenID Connect Core §5.5).
  package let claims: ClaimsRequest?
  /// The client's own value, returned as it came.
  package let state: String?
  /// The client's value for the ID token.
  package let nonce: String?
  /// What the code's redeemer must know (RFC 7636); S256 only.
  package let codeChallenge: CodeChallenge
  /// The levels that the client would have, best first.
  package let acrValues: [String]
  /// How old the login may be, in seconds.
  package let maxAge: Int?
  /// What the client wants the person to be asked.
  package let prompts: PromptSet
  /// The languages that the person would read, best first.
  package let uiLocales: [String]
  /// The only subject that may be answered for: from `id_token_hint`, or from an essential `sub`.
  package let expectedSubject: String?
  /// The enterprise that the client thinks it is (`login_hint`); it binds nobody.
  package let hintedEnterprise: String?
  /// The resources that tokens shall be for; none means all of the client's (RFC 8707).
  package let resources: [String]
  /// The thumbprint of the DPoP key that alone may redeem the code (`dpop_jkt`, RFC 9449 §10).
  package internal(set) var dpopKey: String?
  /// The pushed request that is used up by the answer; nil when none was pushed.
  package private(set) var pushed: SecretDigest<PushedRequestSecret>?
  /// What it is for, in detail (RFC 9396).
  package internal(set) var details = AuthorizationDetails.none
  /// Who fetches the answer, where it is not the browser at hand that brings it.
  package internal(set) var awaited: AwaitedAnswer?

  /// The same, as what was pushed under this name.
  package func pushed(as name: SecretDigest<PushedRequestSecret>) -> AuthorizationRequest {
    var request = self
    request.pushed = name
    return request
  }

  /// The same, as it was pushed with a proof of this DPoP key. Nil where it names another one (RFC 9449 §10.1).
  package func bound(toDPoPKey thumbprint: String) -> AuthorizationRequest? {
    guard dpopKey.map(thumbprint.isExactly) ?? true else { return nil }
    var request = self
    request.dpopKey = thumbprint
    return request
  }
}

extension AuthorizationRequest {
  /// What storage keeps.
  package var json: JSON {
    var members: JSONObject = [
      "client_id": .string(clientID.value), "redirect_uri": .string(redirectURI), "scope": .string(scopes.text),
      "code_challenge": .string(codeChallenge.value),
    ]
    members["claims"] = claims.map { $0.json }
    members["state"] = state.map { .string($0) }
    members["nonce"] = nonce.map { .string($0) }
    if !acrValues.isEmpty { members["acr_values"] = .array(acrValues.map { .string($0) }) }
    members["max_age"] = maxAge.map { .integer(Int64($0)) }
    if !prompts.prompts.isEmpty { members["prompt"] = .string(prompts.text) }
    if !uiLocales.isEmpty { members["ui_locales"] = .array(uiLocales.map { .string($0) }) }
    members["expected_subject"] = expectedSubject.map { .string($0) }
    if responseMode != .query { members["response_mode"] = .string(responseMode.rawValue) }
    members["login_hint"] = hintedEnterprise.map { .string($0) }
    if !resources.isEmpty { members["resource"] = .array(resources.map { .string($0) }) }
    if !details.isEmpty { members["authorization_details"] = details.json }
    members["awaited"] = awaited?.json
    members["pushed"] = pushed.map { .string(Base64URL.encode($0.bytes)) }
    members["dpop_jkt"] = dpopKey.map { .string($0) }
    return .object(members)
  }

  /// What storage gives back. Nothing from outside passes here, so nothing is judged again.
  package init?(stored json: JSON) {
    guard
      let clientID = json["client_id"]?.string.flatMap({ ClientID($0) }),
      let redirectURI = json["redirect_uri"]?.string,
      let scopes = json["scope"]?.string.flatMap({ ScopeSet(parsing: $0) }),
      let codeChallenge = json["code_challenge"]?.string.flatMap({ CodeChallenge($0) })
    else { return nil }
    self.clientID = clientID
    self.redirectURI = redirectURI
    self.scopes = scopes
    self.codeChallenge = codeChallenge
    if let stored = json["claims"] {
      guard let claims = try? ClaimsRequest(json: stored) else { return nil }
      self.claims = claims
    } else {
      claims = nil
    }
    state = json["state"]?.string
    nonce = json["nonce"]?.string
    acrValues = json["acr_values"]?.array?.compactMap(\.string) ?? []
    maxAge = json["max_age"]?.integer.map { Int($0) }
    prompts = json["prompt"]?.string.flatMap { PromptSet(parsing: $0) } ?? PromptSet()
    uiLocales = json["ui_locales"]?.array?.compactMap(\.string) ?? []
    expectedSubject = json["expected_subject"]?.string
    responseMode = json["response_mode"]?.string.flatMap(ResponseMode.init(rawValue:)) ?? .query
    hintedEnterprise = json["login_hint"]?.string
    resources = json["resource"]?.array?.compactMap(\.string) ?? []
    if let stored = json["authorization_details"] {
      guard let details = AuthorizationDetails(json: stored) else { return nil }
      self.details = details
    }
    if let stored = json["awaited"] {
      guard let awaited = AwaitedAnswer(stored: stored) else { return nil }
      self.awaited = awaited
    }
    pushed = json["pushed"]?.string.flatMap { Base64URL.decode($0) }.map { SecretDigest(bytes: $0) }
    dpopKey = json["dpop_jkt"]?.string
  }
}
