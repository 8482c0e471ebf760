package import Hummingbird
package import OAuthHTTP

/// The two pages of logging out.
package protocol LogoutPages: Sendable {
  /// Asks whether to log out. Its form posts the question's fields to its address.
  func confirmation(
    _ question: LogoutQuestion, request: Request, context: AppContext
  ) async throws -> Response
  /// Says that nobody is logged in here any more.
  func farewell(_ farewell: LogoutFarewell, request: Request, context: AppContext) async throws -> Response
}

/// What the person is asked.
package struct LogoutQuestion: Sendable {
  /// Who is logged in.
  package let session: Session
  /// Who sends the person, if that is known.
  package let client: Client?
  /// Where the form is posted to.
  package let action: String
  /// What the form posts, as hidden fields.
  package let fields: [(String, String)]
  /// Where the answer to the form may redirect: the page's policy must allow it.
  package let returnAddress: RegisteredRedirectURI?
}

/// What the person is told at the end.
package struct LogoutFarewell: Sendable {
  /// Who sent the person, if that is known.
  package let client: Client?
  /// The way back that was asked for is not one of the client's.
  package let isReturnRefused: Bool
  /// Where the browser goes when the frames are loaded; nil where it stays.
  package let next: String?
  /// The clients that are told by this page.
  package let frames: [LogoutFrame]
}
