import Hummingbird
import JOSE
import OAuth

/// Who is logged in in the browser that asks.
struct BrowserLogin: Sendable {
  /// A session, with the secret by which the browser proved it and what it stands on.
  struct Running: Sendable {
    let secret: BearerSecret<SessionSecret>
    let session: Session
    let presentation: Presentation
  }

  /// The session, while its licence is in force: a suspended licence opens nothing, anywhere.
  let running: Running?
  /// Whether the browser brings a session that has ended without it.
  let isOver: Bool

  init(of request: Request, in signIn: SignIn, at now: NumericDate) async throws {
    let secret = signIn.sessionCookie.secret(of: request)
    let session: Session? =
      if let secret { try await signIn.sessions.session(secret: secret.digest, at: now) } else { nil }
    isOver = secret != nil && session == nil
    guard let secret, let session,
      let presentation = try await signIn.presentations.presentation(session.presentationID, at: now),
      presentation.credentialExpires > now, presentation.holder.mayAct(at: now),
      await signIn.standing.standing(of: presentation, at: now) == .good
    else {
      running = nil
      return
    }
    running = Running(secret: secret, session: session, presentation: presentation)
  }
}
