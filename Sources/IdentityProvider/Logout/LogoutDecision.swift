import OAuth

/// What a request to log out leads to.
enum LogoutDecision: Sendable, Hashable {
  /// These sessions end; then the browser goes back, if it may.
  case end([SessionID], goesBack: Bool)
  /// The person is asked first: anybody can send a browser here, and nobody shall be logged out by a stranger's link.
  case ask
  /// Nobody is logged in, and nothing shows that anybody was.
  case nothing

  /// The rule (OpenID Connect RP-Initiated Logout §2). `hintNamesEnterprise` says whether the hint's subject is the
  /// enterprise of the browser's session.
  static func decide(
    hint: SessionID?, hintNamesEnterprise: Bool, session: SessionID?, isConfirmed: Bool
  ) -> LogoutDecision {
    switch (session, hint) {
    case (let session?, let hint?):
      // The hint may be of an earlier login of the same enterprise in this browser.
      if hint == session || hintNamesEnterprise || isConfirmed {
        return .end(hint == session ? [session] : [session, hint], goesBack: true)
      }
      return .ask
    case (let session?, nil): return isConfirmed ? .end([session], goesBack: true) : .ask
    // The cookie may be missing because another site posted the form: the hint is enough.
    case (nil, let hint?): return .end([hint], goesBack: true)
    case (nil, nil): return .nothing
    }
  }
}
