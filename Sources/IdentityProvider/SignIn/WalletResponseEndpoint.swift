import ELicence
import HTTPTypes
import Hummingbird
import JOSE
import KeyCustody
import Logging
import OAuth
import OAuthHTTP

/// The `response_uri`: takes a wallet's answer (OpenID4VP 1.0 §8.2). The first valid one is the order's; one that does
/// not hold changes nothing but a bounded counter, and is told why.
struct WalletResponseEndpoint: Sendable {
  /// After so many answers that do not hold, an attempt is not listened to any more.
  private static let invalidAnswers = 5

  private let signIn: SignIn

  init(_ signIn: SignIn) { self.signIn = signIn }

  var endpoints: [Endpoint] {
    [
      .post("/wallet/response/{attempt}", cors: .anyOriginNoCredentials) { request, context in
        let parameters = try await formBody(of: request)
        return try await answer(parameters, context)
      }
    ]
  }

  private func answer(_ parameters: ParameterList, _ context: AppContext) async throws -> Response {
    let now = signIn.clock()
    guard let id = context.pathParameter("attempt").flatMap({ AttemptID($0) }),
      let (attempt, order) = try await signIn.orders.attempt(id, at: now),
      let client = try await signIn.clients.client(order.request.clientID, at: now)
    else { throw OAuthError(.invalidRequest, "this login is over", status: 404) }
    let key = try KeyAgreementPrivateKey(
      rawRepresentation: signIn.secrets.open(
        attempt.sealedKey, .ticket, associatedData: Array(id.value.utf8), at: now))

    let answer: WalletAnswer
    do throws(WalletAnswerRejection) {
      answer = try WalletAnswer(parameters, to: attempt, key: key)
    } catch {
      return try await refuse(error, attempt, context, at: now)
    }
    switch answer {
    case .error(let code):
      // Only a refusal by the person ends the order; a wallet that cannot answer leaves it to another wallet.
      if code == OAuthErrorCode.accessDenied.rawValue { _ = try await signIn.orders.deny(id, at: now) }
      try await signIn.watch.look()
      return .json(
        attempt.channel.isSameDevice
          ? ["redirect_uri": .string(signIn.issuer.url("/sign-in/\(order.id.value)"))] : [:] as JSONObject)
    case .presentation(let presentation):
      let licence: VerifiedLicence
      do throws(LicenceRejection) {
        licence = try await signIn.verifier().verify(
          presentation, expecting: expectation(attempt, order, client), at: now)
      } catch {
        return try await refuse(.refused(error), attempt, context, at: now)
      }
      return try await approve(licence, presentation, attempt, order, client, at: now)
    }
  }

  private func expectation(_ attempt: Attempt, _ order: Order, _ client: Client) -> ExpectedPresentation {
    let asked = RequestedClaims(order.request, of: client)
    return ExpectedPresentation(
      audience: attempt.audience, nonce: attempt.nonce, requiredClaims: asked.required,
      optionalClaims: asked.optional, transactionData: attempt.transactionData,
      maximumAge: signIn.policy.keyBindingLife, skew: signIn.policy.skew, acceptedRoles: client.acceptedRoles,
      matter: client.matter)
  }

  private func approve(
    _ licence: VerifiedLicence, _ presented: UnverifiedPresentation, _ attempt: Attempt, _ order: Order,
    _ client: Client, at now: NumericDate
  ) async throws -> Response {
    let isSameDevice = attempt.channel.isSameDevice
    let receipt = BearerSecret<ReceiptSecret>(generating: 32)
    let responseCode = isSameDevice ? BearerSecret<ResponseCodeSecret>(generating: 32) : nil
    let presentation = Presentation(
      id: .generate(), uscc: licence.uscc.value, disclosed: licence.disclosed, holder: licence.holder,
      holderKeyThumbprint: licence.holderKeyThumbprint, credentialIssuer: licence.issuer, region: licence.region,
      status: licence.status, asOf: licence.asOf, credentialExpires: licence.credentialExpires,
      // By our clock: the nonce is younger than the request, and clients hold `auth_time` to a `max_age`. What the
      // wallet's clock said is in the evidence.
      presentedAt: now, deviceBinding: isSameDevice ? .sameDevice : .crossDevice)
    let evidence: JSON = [
      "request_object": .string(attempt.requestObject), "presentation": .string(presented.credential.compact),
    ]
    let approval = Approval(
      attempt: attempt.id, order: order.id, channel: attempt.channel, presentation: presentation,
      number: isSameDevice
        ? nil : try ConfirmationNumber(receipt: receipt).digest(for: order.id, by: signIn.secrets, at: now),
      responseCode: responseCode?.digest, receipt: receipt.digest,
      receiptText: ReceiptText(order.context, licence: licence, approvedAt: now).json,
      receiptExpires: now + signIn.policy.receiptLife, expiresAt: now + signIn.policy.approvedLife,
      evidence: try signIn.secrets.seal(
        evidence.serialized(), .evidence, associatedData: Array(presentation.id.value.utf8), at: now))
    switch try await signIn.orders.approve(approval, at: now) {
    case .late: throw OAuthError(.invalidRequest, "this login is over, or another wallet was first", status: 404)
    case .approved: break
    }
    try await signIn.watch.look()
    let receiptURI = signIn.issuer.url("/r/\(receipt.revealed())")
    let next =
      if let responseCode {
        Percent.appendQuery(
          to: signIn.issuer.url("/sign-in/\(order.id.value)/return"), [("response_code", responseCode.revealed())])
      } else {
        receiptURI
      }
    // `receipt_uri` is ours; a wallet that does not know it leaves it alone (OpenID4VP 1.0 §8.2).
    return .json(["redirect_uri": .string(next), "receipt_uri": .string(receiptURI)] as JSONObject)
  }

  private func refuse(
    _ rejection: WalletAnswerRejection, _ attempt: Attempt, _ context: AppContext, at now: NumericDate
  ) async throws -> Response {
    let words = WalletRefusal(rejection)
    _ = try await signIn.orders.countInvalidAnswer(
      to: attempt.id, limit: Self.invalidAnswers, notice: words.notice, at: now)
    if words.notice != nil { try await signIn.watch.look() }
    context.logger.info("wallet answer refused", metadata: ["rejection": "\(words.name)"])
    return .json(
      [
        "error": "invalid_request", "error_description": .string(words.sentence), "rejection": .string(words.name),
        "error_id": .string(context.requestID),
      ] as JSONObject, status: .badRequest)
  }
}
