import ELicence
package import JOSE
package import OAuth

/// Whether a running session may answer a request, or the person must present a licence again.
package enum SingleSignOn: Sendable, Hashable {
  /// The session answers at once.
  case silent
  /// A new order is opened.
  case order
  /// The client forbade us to ask (`prompt=none`), and asking is needed (OpenID Connect Core §3.1.2.6).
  case refused(OAuthErrorCode)

  /// The rule. `presentation` is what the session stands on, `subject` what this client calls its enterprise, `consent`
  /// what its holder approved for this client, in this session or long ago.
  package static func decide(
    _ request: AuthorizationRequest, client: Client, session: Session?, presentation: Presentation?,
    subject: String?, consent: Consent? = nil, at now: NumericDate
  ) -> SingleSignOn {
    let silent = request.prompts.contains(.none)
    func ask(_ code: OAuthErrorCode) -> SingleSignOn { silent ? .refused(code) : .order }

    // 1. Somebody is logged in, lately enough, at a level that will do.
    guard let session, let presentation, session.expiresAt > now else { return ask(.loginRequired) }
    // Zero means a new login, also within the second of the last one (OpenID Connect Core §15.1).
    if let maxAge = request.maxAge, maxAge == 0 || now - session.authTime > maxAge { return ask(.loginRequired) }
    guard AuthenticationLevel.suffices(session.acr, for: request, of: client) else { return ask(.loginRequired) }

    // 2. It is the one that the client means.
    if let expected = request.expectedSubject, subject.map(expected.isExactly) != true { return ask(.loginRequired) }

    // A hint binds nobody: it never turns a silent answer into a refusal, or clients could guess who is logged in.
    if !silent, let hinted = request.hintedEnterprise, !hinted.isExactly(session.uscc) { return .order }

    // 3. The client wants the person to be asked.
    if request.prompts.contains(.login) || request.prompts.contains(.selectAccount)
      || request.prompts.contains(.consent)
    {
      return .order
    }
    if client.requiresSharedComputerMode, !session.isShared { return ask(.loginRequired) }

    // 4. The person may act at this client: another one may take fewer roles, or ask for another matter.
    guard client.acceptedRoles.contains(presentation.holder.role) else { return ask(.loginRequired) }
    if let matter = client.matter, let delegation = presentation.holder.delegation, !delegation.covers(matter) {
      return ask(.loginRequired)
    }

    // 5. A matter in detail is approved each time.
    guard request.details.isEmpty else { return ask(.consentRequired) }

    // 6. It was approved for this client, by the person now or before, or by the operator's recorded policy. The last
    //    two hand on no fact that nobody was asked for in this session; on a shared computer nothing reaches beyond the
    //    portal at hand.
    if session.approvals[client.id]?.covers(request) == true { return .silent }
    guard client.skipsApprovalWithinSession || consent?.covers(request) == true, !session.isShared,
      session.approvals.values.contains(where: { $0.covers(request) })
    else { return ask(.consentRequired) }
    return .silent
  }
}
