import OAuth

/// What a request to log out leads to.
enum LogoutDecision: Sendable, Hashable {
  /// These sessions end; then the browser goes back, if it may.
  case end([SessionID], goesBack: Bool)
  /// The person is asked first: anybody can send a browser here, and nobody shall be logged out by a stranger's link.
  case ask
  /// Nobody is logged in, and nothing shows that anybody was.
  case nothing

  /// The rule (OpenID Connect RP-Initiated Logout §2). `formers` are those in whose place the browser's session came. A
  /// hint of any other session does not speak for this browser, were it of the same enterprise: many people act for one.
  static func decide(
    hint: SessionID?, session: SessionID?, formers: [SessionID], isConfirmed: Bool
  ) -> LogoutDecision {
    switch (session, hint) {
    case (let session?, let hint?):
      if hint == session || formers.contains(hint) { return .end([session], goesBack: true) }
      return isConfirmed ? .end([session, hint], goesBack: true) : .ask
    case (let session?, nil): return isConfirmed ? .end([session], goesBack: true) : .ask
    // The cookie may be missing because another site posted the form: the hint is enough.
    case (nil, let hint?): return .end([hint], goesBack: true)
    case (nil, nil): return .nothing
    }
  }
}
