import AuditLog
import ELicence
import Hummingbird
import JOSE
import OAuth
import OAuthHTTP

/// Ends a login in the browser that it belongs to: opens the session, issues the grant, makes the code at that moment,
/// and sends the browser to the client.
struct LoginCompletion: Sendable {
  enum Outcome: Sendable {
    case completed(Response)
    case refused(Completion)
  }

  private let signIn: SignIn

  init(_ signIn: SignIn) { self.signIn = signIn }

  func finish(
    _ own: OwnOrder, by proof: CompletionProof, request: Request, at now: NumericDate
  ) async throws -> Outcome {
    let asked = own.order.request
    guard let id = own.order.presentationID,
      let presentation = try await signIn.presentations.presentation(id, at: now),
      !signIn.isBlocked(presentation.uscc)
    else { throw PageError.orderGone }

    // The client may have named the enterprise it expects (OpenID Connect Core §3.1.2.2).
    let subject = signIn.subjects.subject(ofEnterprise: presentation.uscc, for: own.client)
    if let expected = asked.expectedSubject, !expected.isExactly(subject) {
      if try await signIn.orders.cancel(own.order.id, of: own.browser.digest, at: now) {
        signIn.measures.ended(LoginScenario(own.order.channel), .cancelled)
        try await signIn.audit?.record(
          AuditEvent(
            .loginRefused, .refused, by: .holder(nil), client: own.client.id.value, licence: presentation.uscc,
            object: own.order.id.value, reason: "otherEnterprise", at: now),
          bound: "\(own.client.id.value) otherEnterprise")
      }
      return .completed(
        try await signIn.responder.refuse(
          .loginRequired, "another enterprise logged in", to: own.target, request: request, at: now))
    }

    // Nobody waits any more: what was approved would be fetched by no one.
    if let awaited = asked.awaited, awaited.expires <= now {
      if try await signIn.orders.cancel(own.order.id, of: own.browser.digest, at: now) {
        signIn.measures.ended(LoginScenario(own.order.channel), .cancelled)
      }
      return .completed(
        try await signIn.responder.refuse(
          .accessDenied, "nobody waits for this login any longer", to: own.target, request: request, at: now))
    }

    // What a device or a clerk is given is nothing that this browser may: its own session and its confirmed phones stay as
    // they are, and the grant's session has a secret that nobody is handed.
    let isOfBrowser = asked.awaited == nil
    let approval = Session.Approval(of: asked)
    let secret = BearerSecret<SessionSecret>(generating: 32)
    let session = NewSession(
      id: .generate(), secret: secret.digest, presentation: presentation, authTime: presentation.presentedAt,
      expiresAt: signIn.sessionLifetimes.expiry(isShared: own.order.isShared, from: now),
      idleAllowance: signIn.sessionLifetimes.idleAllowance(isShared: own.order.isShared),
      isShared: own.order.isShared,
      approval: (own.client.id, isOfBrowser ? approval : Session.Approval(scopes: [], claims: nil)))
    let usualExpiry = signIn.tokenLifetimes.grantExpiry(
      for: own.client, scopes: asked.scopes, sessionExpires: session.expiresAt, isShared: session.isShared, from: now)
    let grant = NewGrant(
      id: .generate(), clientID: own.client.id, sessionID: session.id, presentationID: presentation.id,
      subject: subject, scopes: asked.scopes, claims: asked.claims, redirectURI: asked.redirectURI,
      codeChallenge: asked.codeChallenge, nonce: asked.nonce, authTime: presentation.presentedAt,
      expiresAt: asked.awaited?.grantExpiry(usualExpiry, at: now) ?? usualExpiry,
      endsWithSession: session.isShared, resources: asked.resources,
      details: asked.details, dpopKey: asked.dpopKey)
    let code = BearerSecret<AuthorizationCodeSecret>(generating: 32)
    let ending = LoginEnding(
      order: own.order.id, browser: own.browser.digest, proof: proof, numberTries: signIn.policy.numberTries,
      numberBudget: signIn.policy.numberBudgetPerHour,
      confirmedUntil: own.order.isShared || !isOfBrowser ? nil : now + signIn.policy.confirmedPairLife,
      session: session,
      former: isOfBrowser ? try await former(of: request, presentation, approval, own.order.isShared, at: now) : nil,
      grant: grant,
      code: asked.awaited?.key.grantCode ?? code.digest,
      codeExpires: asked.awaited?.expires ?? signIn.tokenLifetimes.codeExpiry(from: now), pushed: asked.pushed,
      awaited: asked.awaited?.key)
    let completion = try await signIn.orders.complete(ending, at: now)
    if completion == .answeredBefore {
      _ = try await signIn.orders.cancel(own.order.id, of: own.browser.digest, at: now)
      return .completed(
        try await signIn.responder.refuse(
          .invalidRequestURI, RequestRejection.unknownReference.description, to: own.target, request: request, at: now))
    }
    if completion == .outOfTries { signIn.measures.ended(LoginScenario(own.order.channel), .failed) }
    guard completion == .completed else { return .refused(completion) }
    signIn.measures.ended(LoginScenario(own.order.channel), .completed)
    try await signIn.watch.look()

    var response = try await signIn.responder.answer(code, in: secret, to: own.target, request: request, at: now)
    if own.order.isShared { signIn.browserCookie.clear(on: &response) }
    return .completed(response)
  }

  /// What becomes of the session that this browser is in. The same enterprise keeps what it approved before as far as
  /// the new presentation was asked for as much; on a shared computer nothing is kept.
  private func former(
    of request: Request, _ presentation: Presentation, _ approval: Session.Approval, _ isShared: Bool,
    at now: NumericDate
  ) async throws -> FormerSession? {
    guard let secret = signIn.sessionCookie.secret(of: request),
      let session = try await signIn.sessions.session(secret: secret.digest, at: now)
    else { return nil }
    let before = try await signIn.presentations.presentation(session.presentationID, at: now)
    guard !isShared, !session.isShared, session.uscc == presentation.uscc,
      before?.holderKeyThumbprint == presentation.holderKeyThumbprint
    else { return .ended(session.id) }
    return .replaced(session.id, keeping: session.approvals.filter { approval.covers($0.value) })
  }
}
