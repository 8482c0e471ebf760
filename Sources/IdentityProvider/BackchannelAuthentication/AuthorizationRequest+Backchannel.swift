import ELicence
import JOSE
import OAuth

extension AuthorizationRequest {
  /// The path of the page on which the screen's part ends.
  static let backchannelPage = "/backchannel_authentication/done"

  /// What a client asks for, as a request that a holder may approve. Its login is always a new one, nothing of the answer
  /// comes to the browser that shows it, and the code that a grant has to have is one that nobody knows.
  init(
    _ asked: BackchannelRequest, of client: Client, fetchedBy id: SecretDigest<AuthenticationRequestSecret>,
    expires: NumericDate, issuer: Issuer
  ) {
    clientID = client.id
    redirectURI = issuer.url(Self.backchannelPage)
    responseMode = .query
    scopes = asked.scopes
    claims = nil
    state = nil
    nonce = nil
    codeChallenge = CodeVerifier().challenge()
    acrValues = asked.acrValues
    maxAge = nil
    prompts = PromptSet()
    uiLocales = []
    expectedSubject = asked.expectedSubject
    hintedEnterprise = asked.hintedEnterprise
    resources = asked.resources
    details = asked.details
    awaited = AwaitedAnswer(
      .backchannel(id), expires: expires, longestGrant: nil,
      device: AskingDevice(bindingMessage: asked.bindingMessage))
  }
}
