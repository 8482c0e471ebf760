package import OAuth

/// Where the answer to an authorization request goes, and in which form. Codes, silent answers and refusals all go to one
/// of these, by the `AuthorizationResponder`, so that none forgets the state, the issuer or the mode.
package struct ResponseTarget: Sendable {
  /// Who is answered.
  package let client: Client
  /// The registered address.
  package let address: RegisteredRedirectURI
  /// How the answer travels.
  package let mode: ResponseMode
  /// The client's own value, returned as it came.
  package let state: String?
  /// Whether somebody else fetches the answer, and the address is a page of ours.
  package let isAwaited: Bool

  /// The target that these parameters name; a mode that is not offered is refused by the rules, by the usual one.
  package init(_ parameters: RequestParameters, of client: Client) throws(ShownRefusal) {
    guard let presented = parameters.value("redirect_uri") else { throw .missingRedirectURI }
    guard let address = client.redirectURI(matching: presented) else { throw .unregisteredRedirectURI }
    self.client = client
    self.address = address
    mode = parameters.value("response_mode").flatMap(ResponseMode.init(rawValue:)) ?? .query
    state = parameters.value("state")
    isAwaited = false
  }

  /// The target of a request that was accepted before; nil when the address has ceased to be the client's.
  package init?(_ accepted: AuthorizationRequest, of client: Client) {
    guard let address = RegisteredRedirectURI(pageFor: accepted) ?? client.redirectURI(matching: accepted.redirectURI)
    else { return nil }
    self.client = client
    self.address = address
    mode = accepted.responseMode
    state = accepted.state
    isAwaited = accepted.awaited != nil
  }
}
