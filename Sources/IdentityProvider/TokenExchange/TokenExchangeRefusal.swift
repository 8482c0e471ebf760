import OAuth

/// Why a token was not exchanged.
enum TokenExchangeRefusal: Error, Sendable, Hashable {
  case missingSubjectToken
  case missingSubjectTokenType
  case unsupportedSubjectTokenType
  case unsupportedRequestedTokenType
  /// The client that authenticates is the actor; nobody else's word for it is taken.
  case actorTokenNotSupported
  case missingTarget
  /// One token is for one department.
  case severalTargets
  /// No operator recorded that this client may reach the target.
  case targetNotPermitted
  /// Not made here, or over.
  case subjectTokenInvalid
  /// Its audience is not the caller.
  case subjectTokenForOthers
  /// A token of client credentials stands for no enterprise.
  case noEnterprise
  /// Something ended what the subject token hangs on.
  case subjectDead(GrantDeath)
  /// It has been handed on as often as it may.
  case chainTooLong
  /// More than the subject token allows.
  case scopeNotHeld(Scope)
  /// More than the pair of departments may.
  case scopeNotPermitted(Scope)

  /// What the client is told. A subject token that is no good is `invalid_request` here (RFC 8693 §2.2.2).
  var error: OAuthError {
    switch self {
    case .missingSubjectToken: OAuthError(.invalidRequest, "subject_token is missing")
    case .missingSubjectTokenType: OAuthError(.invalidRequest, "subject_token_type is missing")
    case .unsupportedSubjectTokenType:
      OAuthError(.invalidRequest, "subject_token_type must be \(TokenExchangeRequest.accessTokenType)")
    case .unsupportedRequestedTokenType:
      OAuthError(.invalidRequest, "requested_token_type must be \(TokenExchangeRequest.accessTokenType)")
    case .actorTokenNotSupported:
      OAuthError(.invalidRequest, "leave out actor_token: the client that authenticates is the actor")
    case .missingTarget: OAuthError(.invalidRequest, "name the department that the token is for: audience or resource")
    case .severalTargets: OAuthError(.invalidTarget, "name one department: each needs a token of its own")
    case .targetNotPermitted:
      OAuthError(.invalidTarget, "no operator recorded that this client may reach this audience")
    case .subjectTokenInvalid:
      OAuthError(.invalidRequest, "the subject token is not an access token of this server, or has expired")
    case .subjectTokenForOthers:
      OAuthError(.invalidRequest, "the subject token was made for another resource than the caller")
    case .noEnterprise: OAuthError(.invalidRequest, "the subject token stands for no enterprise")
    case .subjectDead(.standingUnknown): GrantDeath.standingUnknown.error
    case .subjectDead(let death):
      OAuthError(.invalidRequest, "the subject token is over: \(death.error.description)")
    case .chainTooLong:
      OAuthError(
        .invalidRequest, "the subject token was handed on \(ActorChain.longest) times, which is as often as it may")
    case .scopeNotHeld(let scope): OAuthError(.invalidScope, "scope \(scope.value) is not in the subject token")
    case .scopeNotPermitted(let scope):
      OAuthError(.invalidScope, "scope \(scope.value) may not be handed on to this audience")
    }
  }

  /// The refusal without what a caller wrote: what it is counted under.
  var kind: TokenExchangeRefusal {
    switch self {
    case .scopeNotHeld: .scopeNotHeld(.openID)
    case .scopeNotPermitted: .scopeNotPermitted(.openID)
    case .missingSubjectToken, .missingSubjectTokenType, .unsupportedSubjectTokenType, .unsupportedRequestedTokenType,
      .actorTokenNotSupported, .missingTarget, .severalTargets, .targetNotPermitted, .subjectTokenInvalid,
      .subjectTokenForOthers, .noEnterprise, .subjectDead, .chainTooLong:
      self
    }
  }

  /// All of them, as they are counted.
  static let kinds: [TokenExchangeRefusal] =
    [
      .missingSubjectToken, .missingSubjectTokenType, .unsupportedSubjectTokenType, .unsupportedRequestedTokenType,
      .actorTokenNotSupported, .missingTarget, .severalTargets, .targetNotPermitted, .subjectTokenInvalid,
      .subjectTokenForOthers, .noEnterprise, .chainTooLong, .scopeNotHeld(.openID), .scopeNotPermitted(.openID),
    ] + GrantDeath.allCases.map(TokenExchangeRefusal.subjectDead)
}
