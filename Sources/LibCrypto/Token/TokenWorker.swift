import Dispatch

/// One thread's conversation with a token: it connects when something is asked, and anew when the connection is dead.
///
/// `@unchecked Sendable`: everything below `queue` happens on that queue.
final class TokenWorker: @unchecked Sendable {
  let queue = DispatchQueue(label: "token")
  private let module: TokenModule
  private let label: String
  private let pins: TokenPIN
  private var session: TokenSession?
  private var beginning = 0

  init(module: TokenModule, label: String, pins: TokenPIN) {
    self.module = module
    self.label = label
    self.pins = pins
  }

  /// Does the work; once more on a new connection, and once more on a newly begun module, if the token was lost.
  /// - Parameter repeatable: whether doing it twice is as good as once. Otherwise `work` must be one call.
  func perform<T>(repeatable: Bool, _ work: (TokenSession) throws -> T) throws -> T {
    if let result = try attempt(repeatable, work) { return result }
    if let result = try attempt(repeatable, work) { return result }
    try module.begin(after: beginning)
    do {
      return try work(try connected())
    } catch {
      drop()
      throw error
    }
  }

  /// Nil when the token was lost and it may be tried again.
  private func attempt<T>(_ repeatable: Bool, _ work: (TokenSession) throws -> T) throws -> T? {
    let session: TokenSession
    do { session = try connected() } catch TokenError.unavailable, TokenError.begunAnew {
      drop()
      return nil
    }
    do {
      return try work(session)
    } catch TokenError.begunAnew {
      drop()
      return nil
    } catch TokenError.unavailable(let why) {
      drop()
      guard repeatable else { throw TokenError.unavailable(why) }
      return nil
    }
  }

  private func connected() throws -> TokenSession {
    if module.beginning == 0 { try module.begin(after: 0) }
    if let session, beginning == module.beginning { return session }
    session = nil
    beginning = module.beginning
    let made = try pins.using { pin throws(TokenError) in
      try TokenSession(module: module, beginning: beginning, label: label, pin: pin)
    }
    session = made
    return made
  }

  private func drop() {
    session?.close()
    session = nil
  }
}
