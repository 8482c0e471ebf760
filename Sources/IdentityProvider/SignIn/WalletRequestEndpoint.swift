import ELicence
import HTTPTypes
import Hummingbird
import JOSE
import KeyCustody
import OAuth
import OAuthHTTP

/// The `request_uri`: hands a wallet the signed request (OpenID4VP 1.0 §5.10). Each fetch makes an attempt of its own,
/// because previews and bystanders fetch too, and none of them may lock the person out.
struct WalletRequestEndpoint: Sendable {
  private let signIn: SignIn

  init(_ signIn: SignIn) { self.signIn = signIn }

  var endpoints: [Endpoint] {
    [
      .get("/wallet/request/{ticket}", cors: .anyOriginNoCredentials, answersHead: false) { request, context in
        try await answer(WalletMetadata(), context)
      },
      .post("/wallet/request/{ticket}", cors: .anyOriginNoCredentials) { request, context in
        let parameters = try await formBody(of: request)
        return try await answer(
          WalletMetadata(parameters, transactionType: LoginContext.transactionType), context)
      },
    ]
  }

  private func answer(_ wallet: WalletMetadata, _ context: AppContext) async throws -> Response {
    let now = signIn.clock()
    // 1. The ticket is ours and in time.
    guard
      let ticket = context.pathParameter("ticket").flatMap({ RequestTicket($0, by: signIn.secrets, at: now) }),
      ticket.expires > now
    else { throw Self.over("this link is not valid any more") }
    // 2. The order listens, on this channel.
    guard let order = try await signIn.orders.order(ticket.order, at: now), order.state.isOpen, order.expiresAt > now,
      let client = try await signIn.clients.client(order.request.clientID, at: now)
    else { throw Self.over("this login is over") }
    let level = AuthenticationLevel.demanded(by: order.request, of: client)
    guard level != AuthenticationLevel.sameDevice || ticket.channel.isSameDevice else {
      throw OAuthError(.invalidRequest, "this login works on one device only", status: 403)
    }
    // 3. The request, with an own nonce, state and key.
    let key = try signIn.keys.current(.requestObject, signIn.policy.requestSignature, at: now)
    guard let identity = VerifierIdentity(key, prefix: signIn.verifierPrefix) else {
      throw OAuthError(
        .serverError, "the server cannot sign requests", diagnosis: "no certificate that is not self-signed")
    }
    let limit = order.createdAt + signIn.policy.renewalLimit + signIn.policy.scannedLife
    let until = max(order.expiresAt, min(now + signIn.policy.scannedLife, limit))
    let id = AttemptID()
    let answerKey = KeyAgreementPrivateKey()
    let asked = RequestedClaims(order.request, of: client)
    let trust = signIn.verifier().trust
    let object = RequestObject(
      clientID: identity.clientID, responseURI: signIn.issuer.url("/wallet/response/\(id.value)"),
      nonce: Base64URL.encode(Random.bytes(32)), state: Base64URL.encode(Random.bytes(16)),
      query: .licence(
        required: asked.required, optional: asked.optional,
        authorityKeyIdentifiers: trust.authorityKeyIdentifiers(for: LicenceCredential.type)),
      context: order.context, encryptionKey: answerKey, encryptionKeyID: id.value, walletNonce: wallet.nonce,
      transactionData: wallet.knowsLoginTransactions ? [order.context.transactionData()] : [], issuedAt: now,
      expires: until, takesSM2: trust.hasSM2)
    let signed = try await key.sign(object.claims, type: RequestObject.type)
    // 4. Written down before it is handed out.
    let attempt = Attempt(
      id: id, order: order.id, channel: ticket.channel, nonce: object.nonce, state: object.state,
      sealedKey: try signIn.secrets.seal(
        answerKey.rawRepresentation, .ticket, associatedData: Array(id.value.utf8), at: now),
      audience: identity.clientID, transactionData: object.transactionData, requestObject: signed, expiresAt: until)
    switch try await signIn.orders.begin(attempt, limit: signIn.policy.attemptsPerOrder, until: until, at: now) {
    case .opened: break
    case .gone: throw Self.over("this login is over")
    case .tooMany: throw OAuthError(.invalidRequest, "this login was opened too often; start again", status: 429)
    }
    try await signIn.watch.look()
    return .bytes(Array(signed.utf8), type: RequestObject.mediaType)
  }

  private static func over(_ sentence: String) -> OAuthError { OAuthError(.invalidRequest, sentence, status: 404) }
}
