import ELicence
import HTTPTypes
import Hummingbird
import JOSE
import KeyCustody
import OAuth
import OAuthHTTP

/// The page of an order: all of its states are one template, so that a reload shows the same as the script does.
struct OrderPage: Sendable {
  private let own: OwnOrder
  private let signIn: SignIn
  private let now: NumericDate
  private let phase: OrderPhase
  private let links: WalletLinks?
  /// Digits just made for somebody who cannot scan.
  var typedCode: TypedCode?
  /// Whether what was just typed was no number of six digits.
  var isNumberMalformed = false

  init(_ own: OwnOrder, in signIn: SignIn, at now: NumericDate) throws {
    self.own = own
    self.signIn = signIn
    self.now = now
    phase = own.order.phase(at: now)
    links =
      own.order.state.isOpen
      ? try signIn.links(
        to: own.order.id, .link,
        expires: own.order.createdAt + signIn.policy.renewalLimit + signIn.policy.scannedLife, at: now) : nil
  }

  func response(to request: Request, status: HTTPResponse.Status = .ok) -> Response {
    let language = Language.of(request, uiLocales: own.order.request.uiLocales.joined(separator: " "))
    // Forms of this page end in a redirect to the client.
    let policy = ContentSecurityPolicy.page.allowingFormRedirects(
      to: [WebOrigin(of: own.target.address.value)].compactMap { $0 })
    return signIn.pages.page(
      "sign-in", values(language), for: request, language: language, status: status, policy: policy)
  }

  private func values(_ language: Language) -> [String: any Sendable] {
    let progress = OrderProgress(OrderChange(own.order), policy: signIn.policy, at: now)
    let path = "/sign-in/\(own.order.id.value)"
    var values = AskerValues(own.order.context, of: own.client, language).values
    values["path"] = path
    values["phase"] = phase.rawValue
    for other in OrderPhase.allCases { values[PageFlag.name(other)] = phase == other }
    values["isOpen"] = phase == .waiting || phase == .scanned
    values["isFinal"] = phase.isFinal
    values["secondsLeft"] = progress.secondsLeft
    let life = lifeOfPhase
    values["life"] = life
    values["lifeLeft"] =
      phase == .waiting ? max(0, own.order.createdAt + life - now) : min(life, progress.secondsLeft)
    values["version"] = progress.version
    values["triesLeft"] = progress.triesLeft
    values["wasWrong"] = phase == .number && own.order.wrongNumbers > 0
    values["isNumberMalformed"] = isNumberMalformed
    values["isShared"] = own.order.isShared
    values["canChooseShared"] = !own.client.requiresSharedComputerMode && !own.target.isAwaited
    values["offersCode"] = own.offersCode
    values["walletLink"] = links?.installed
    values["webWalletLink"] = links?.web
    values["typedCode"] = typedCode?.spaced
    values["typedCodeLife"] = signIn.policy.typedCodeLife
    values["frameLife"] = signIn.policy.frameLife
    values["refresh"] = refresh
    values["notice"] = own.order.notice.flatMap { NoticeWords.sentence(for: $0, in: language) }
    values["siteURL"] = own.target.isAwaited ? nil : WebOrigin(of: own.target.address.value)?.value
    values["hintedEnterprise"] = own.order.request.hintedEnterprise
    return values
  }

  /// How long the present phase can live as a whole, for the ring that shows what is left. A page that is looked at
  /// renews its unscanned order, so there it is the bound of the renewals.
  private var lifeOfPhase: Int {
    switch phase {
    case .waiting: signIn.policy.renewalLimit
    case .scanned: signIn.policy.scannedLife
    case .number, .proceed, .returning, .done, .expired, .denied, .cancelled, .failed: signIn.policy.approvedLife
    }
  }

  /// Seconds after which a browser without script looks again; none where somebody may be typing.
  private var refresh: Int? {
    if typedCode != nil { return signIn.policy.typedCodeLife }
    return switch phase {
    // Before the code is stale, and before the order ends for want of anybody who looks at it.
    case .waiting: max(5, min(signIn.policy.frameLife, signIn.policy.orderLife / 2) - 5)
    case .scanned, .returning: 5
    case .number, .proceed, .done, .expired, .denied, .cancelled, .failed: nil
    }
  }

  /// What another browser is shown: who asked, and a way to log in there.
  static func otherBrowser(_ order: Order, _ client: Client, in signIn: SignIn, request: Request) -> Response {
    let language = Language.of(request, uiLocales: order.request.uiLocales.joined(separator: " "))
    var values = AskerValues(order.context, of: client, language).values
    values["path"] = "/sign-in/\(order.id.value)"
    values["siteURL"] = order.request.awaited == nil ? WebOrigin(of: order.request.redirectURI)?.value : nil
    return signIn.pages.page("other-browser", values, for: request, language: language, status: .forbidden)
  }
}
