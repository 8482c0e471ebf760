import ELicence
import JOSE
import OAuth

extension AuthorizationRequest {
  /// The path of the page on which the person's part ends.
  static let devicePage = "/device/done"

  /// What a device asks for, as a request that the person at this browser may approve. Its login is always a new one,
  /// nothing of the answer comes to this browser, and the code that a grant has to have is one that nobody knows.
  init(_ authorization: DeviceAuthorization, of client: Client, policy: DevicePolicy, issuer: Issuer) {
    let keepsOn = authorization.scopes.contains(.offlineAccess)
    clientID = client.id
    redirectURI = issuer.url(Self.devicePage)
    responseMode = .query
    scopes = authorization.scopes
    claims = nil
    state = nil
    nonce = nil
    codeChallenge = CodeVerifier().challenge()
    acrValues = []
    maxAge = nil
    prompts = PromptSet()
    uiLocales = []
    expectedSubject = nil
    hintedEnterprise = nil
    resources = []
    awaited = AwaitedAnswer(
      .device(authorization.code), expires: authorization.expiresAt,
      longestGrant: keepsOn ? nil : policy.longestGrant, device: authorization.device)
  }
}
