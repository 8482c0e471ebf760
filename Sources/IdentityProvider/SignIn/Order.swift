// The SignIn room turns an accepted authorization request into a login: it opens an order bound to one browser, shows it
// to a wallet (QR, link, typed code), verifies what the wallet answers (OpenID4VP 1.0 under HAIP 1.0) and ends the order
// by one transaction that opens the session and makes the code. Neighbours: Authorization, Session, Grant.

package import ELicence
package import JOSE
package import OAuth
import OAuthHTTP

/// One login that is under way: one tab of one browser, for one authorization request.
package final class Order: Sendable {
  /// Its name.
  package let id: OrderID
  /// The browser that may watch and finish it.
  package let browser: SecretDigest<BrowserSecret>
  /// What it will answer.
  package let request: AuthorizationRequest
  /// What the person is told of the asker and of the browser.
  package let context: LoginContext
  /// Whether nothing shall be remembered on this computer.
  package let isShared: Bool
  /// What has happened to it.
  package let state: OrderState
  /// When it was opened.
  package let createdAt: NumericDate
  /// When its present state ends.
  package let expiresAt: NumericDate
  /// The channel through which the valid answer came.
  package let channel: Channel?
  /// What was presented.
  package let presentationID: PresentationID?
  /// Whether this browser and this holder's key were confirmed together before.
  package let isConfirmedPair: Bool
  /// The key under which the digest of the six digits is kept, while they are waited for.
  package let numberKeyID: String?
  /// Wrong numbers so far.
  package let wrongNumbers: Int
  /// Why the last answer of an honest wallet could not be used. The order waits on for another.
  package let notice: String?
  /// Grows with each change that the page must see.
  package let version: Int64

  package init(
    id: OrderID, browser: SecretDigest<BrowserSecret>, request: AuthorizationRequest, context: LoginContext,
    isShared: Bool, state: OrderState, createdAt: NumericDate, expiresAt: NumericDate, channel: Channel?,
    presentationID: PresentationID?, isConfirmedPair: Bool, numberKeyID: String?, wrongNumbers: Int,
    notice: String?, version: Int64
  ) {
    self.id = id
    self.browser = browser
    self.request = request
    self.context = context
    self.isShared = isShared
    self.state = state
    self.createdAt = createdAt
    self.expiresAt = expiresAt
    self.channel = channel
    self.presentationID = presentationID
    self.isConfirmedPair = isConfirmedPair
    self.numberKeyID = numberKeyID
    self.wrongNumbers = wrongNumbers
    self.notice = notice
    self.version = version
  }

  /// What the page shows at this time.
  package func phase(at now: NumericDate) -> OrderPhase {
    OrderPhase(state, channel: channel, isConfirmedPair: isConfirmedPair, expiresAt: expiresAt, at: now)
  }
}

extension OrderPhase {
  /// The rule: state, channel and time.
  package init(
    _ state: OrderState, channel: Channel?, isConfirmedPair: Bool, expiresAt: NumericDate, at now: NumericDate
  ) {
    switch state {
    case .created: self = expiresAt > now ? .waiting : .expired
    case .scanned: self = expiresAt > now ? .scanned : .expired
    case .approved where expiresAt <= now: self = .expired
    case .approved where channel?.isSameDevice == true: self = .returning
    case .approved: self = isConfirmedPair ? .proceed : .number
    case .denied: self = .denied
    case .cancelled: self = .cancelled
    case .failed: self = .failed
    case .consumed: self = .done
    }
  }
}
