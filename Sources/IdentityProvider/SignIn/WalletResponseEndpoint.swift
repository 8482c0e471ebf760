import AuditLog
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
    guard let id = context.pathParameter("attempt").flatMap({ AttemptID($0) }) else { throw Self.over }
    guard let (attempt, order) = try await signIn.orders.attempt(id, at: now),
      let client = try await signIn.clients.client(order.request.clientID, at: now)
    else { return try await again(id, parameters, at: now) }
    let key = try KeyAgreementPrivateKey(rawRepresentation: try openedKey(of: attempt, at: now))

    let answer: WalletAnswer
    do throws(WalletAnswerRejection) {
      answer = try WalletAnswer(parameters, to: attempt, key: key)
    } catch {
      RefusalNotes.current?.add(RefusalNote("presentation.\(WalletRefusal(error).name)"))
      return try await refuse(error, attempt, order, context, at: now)
    }
    switch answer {
    case .error(let code):
      // Only a refusal by the person ends the order; a wallet that cannot answer leaves it to another wallet.
      if code == OAuthErrorCode.accessDenied.rawValue, try await signIn.orders.deny(id, at: now) {
        signIn.measures.ended(LoginScenario(attempt.channel), .denied)
      }
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
        presentation.explain(error, audience: attempt.audience, accepting: client.acceptedRoles, at: now)
        return try await refuse(.refused(error), attempt, order, context, at: now)
      }
      guard order.request.details.areCovered(by: licence.holder) else {
        return try await refuse(.refused(.delegationMatterMissing), attempt, order, context, at: now)
      }
      guard !signIn.isBlocked(licence.uscc.value) else {
        return try await refuse(.blocked, attempt, order, context, at: now)
      }
      let level = (attempt.channel.isSameDevice ? DeviceBinding.sameDevice : .crossDevice).acr(licence.assurance)
      guard AuthenticationLevel.suffices(level, for: order.request, of: client) else {
        return try await refuse(.levelTooLow, attempt, order, context, at: now)
      }
      if case .refused(let retryAfter)? = signIn.loginsOfLicence?.attempt(licence.uscc.value, at: now) {
        return try await refuse(.tooManyLogins, attempt, order, context, retryAfter: retryAfter, at: now)
      }
      switch try await approve(licence, presentation, attempt, order, parameters, at: now) {
      case .answered(let response): return response
      case .outOfNumbers(let retryAfter):
        return try await refuse(.outOfNumbers, attempt, order, context, retryAfter: retryAfter, at: now)
      }
    }
  }

  private enum Outcome {
    case answered(Response)
    case outOfNumbers(retryAfter: Int)
  }

  private static let over = OAuthError(.invalidRequest, "this login is over, or another wallet was first", status: 404)

  /// The same reply once more, to the wallet whose answer was taken and whose reply was lost.
  private func again(_ id: AttemptID, _ parameters: ParameterList, at now: NumericDate) async throws -> Response {
    guard let response = try parameters.single("response"),
      let accepted = try await AcceptedAnswer.again(id, response, in: signIn, at: now)
    else { throw Self.over }
    return accepted.reply(from: signIn.issuer)
  }

  private func openedKey(of attempt: Attempt, at now: NumericDate) throws -> [UInt8] {
    do {
      return try signIn.secrets.open(
        attempt.sealedKey, .ticket, associatedData: Array(attempt.id.value.utf8), at: now)
    } catch {
      // Its secret was retired meanwhile: nobody can read an answer to this attempt any more.
      if case .otherKey = error { throw Self.over }
      throw error
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
    _ parameters: ParameterList, at now: NumericDate
  ) async throws -> Outcome {
    let isSameDevice = attempt.channel.isSameDevice
    let accepted = AcceptedAnswer(
      attempt.id, try parameters.single("response") ?? "", order: order.id, channel: attempt.channel,
      by: try signIn.secrets.current(.ticket, at: now))
    let receipt = accepted.receipt
    let presentation = Presentation(
      id: .generate(), uscc: licence.uscc.value, disclosed: licence.disclosed, holder: licence.holder,
      holderKeyThumbprint: licence.holderKeyThumbprint, credentialIssuer: licence.issuer, region: licence.region,
      status: licence.status, asOf: licence.asOf, credentialExpires: licence.credentialExpires,
      // By our clock: the nonce is younger than the request, and clients hold `auth_time` to a `max_age`. What the
      // wallet's clock said is in the evidence.
      presentedAt: now, deviceBinding: isSameDevice ? .sameDevice : .crossDevice, assurance: licence.assurance)
    let evidence: JSON = [
      "request_object": .string(attempt.requestObject), "presentation": .string(presented.credential.compact),
    ]
    let approval = Approval(
      attempt: attempt.id, order: order.id, channel: attempt.channel, presentation: presentation,
      number: isSameDevice
        ? nil : try ConfirmationNumber(receipt: receipt).digest(for: order.id, by: signIn.secrets, at: now),
      numberBudget: signIn.policy.numberBudgetPerHour,
      responseCode: accepted.responseCode?.digest, receipt: receipt.digest,
      receiptText: ReceiptText(order.context, licence: licence, approvedAt: now).json,
      receiptExpires: now + signIn.policy.receiptLife, expiresAt: now + signIn.policy.approvedLife,
      evidence: try signIn.secrets.seal(
        evidence.serialized(), .evidence, associatedData: Array(presentation.id.value.utf8), at: now))
    switch try await signIn.orders.approve(approval, at: now) {
    case .late: return .answered(try await again(attempt.id, parameters, at: now))
    case .outOfNumbers(let retryAfter): return .outOfNumbers(retryAfter: retryAfter)
    case .approved: break
    }
    try await signIn.watch.look()
    return .answered(accepted.reply(from: signIn.issuer))
  }

  private func refuse(
    _ rejection: WalletAnswerRejection, _ attempt: Attempt, _ order: Order, _ context: AppContext,
    retryAfter: Int? = nil, at now: NumericDate
  ) async throws -> Response {
    let words = WalletRefusal(rejection)
    RefusalNotes.current?.concerns(order.request.clientID.value)
    RefusalNotes.current?.answers(words.name, words.sentence)
    signIn.measures.refused(rejection)
    _ = try await signIn.orders.countInvalidAnswer(
      to: attempt.id, limit: Self.invalidAnswers, notice: words.notice, at: now)
    if words.notice != nil { try await signIn.watch.look() }
    let asker = order.request.clientID.value
    try await signIn.audit?.record(
      AuditEvent(
        .loginRefused, .refused, by: .anonymous, client: asker, object: order.id.value, reason: words.name, at: now),
      bound: "\(asker) \(words.name)")
    context.logger.info("wallet answer refused", metadata: ["rejection": "\(words.name)"])
    let error = retryAfter == nil ? OAuthErrorCode.invalidRequest : .temporarilyUnavailable
    var response = Response.json(
      [
        "error": .string(error.rawValue), "error_description": .string(words.sentence),
        "rejection": .string(words.name), "error_id": .string(context.requestID),
      ] as JSONObject, status: retryAfter == nil ? .badRequest : .tooManyRequests)
    response.headers[.retryAfter] = retryAfter.map { String($0) }
    return response
  }
}
