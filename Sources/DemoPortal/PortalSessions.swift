import JOSE
import OAuth
import RelyingParty

/// Who is logged in here, and who is on the way. In memory and bounded: this is a demonstration.
actor PortalSessions {
  /// A login that a browser began, and where it goes afterwards.
  typealias Begun = (login: PendingLogin, target: String)

  private var pending: [String: Begun] = [:]
  private var visits: [String: Visit] = [:]
  private let most = 10_000

  /// Remembers a login that a browser began; returns the key for its cookie.
  func begin(_ login: PendingLogin, then target: String) -> String {
    if pending.count >= most { pending.removeAll() }
    let key = Base64URL.encode(Random.bytes(16))
    pending[key] = (login, target)
    return key
  }

  /// Reads and removes: an answer is used once.
  func takePending(_ key: String?) -> Begun? { key.flatMap { pending.removeValue(forKey: $0) } }

  /// Keeps a finished login under a new key: the key before the login is worth nothing after it.
  func open(_ visit: Visit) -> String {
    if visits.count >= most { visits.removeAll() }
    let key = Base64URL.encode(Random.bytes(32))
    visits[key] = visit
    return key
  }

  func visit(_ key: String?) -> Visit? { key.flatMap { visits[$0] } }

  /// Ends the visits of a session of the identity provider, or all of an enterprise where no session is named.
  func end(_ notice: LogoutNotice) {
    visits = visits.filter { _, visit in
      let identity = visit.login.identity
      if let session = notice.session { return identity.text("sid") != session }
      return identity.text("sub") != notice.subject
    }
  }

  func close(_ key: String?) -> Visit? { key.flatMap { visits.removeValue(forKey: $0) } }
}
