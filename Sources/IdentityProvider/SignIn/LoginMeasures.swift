import ELicence
import Metrics
import OAuth
import OAuthHTTP

/// What is counted of logins and of what is refused on the way. Labels are cases of closed enums: nobody is named.
package struct LoginMeasures: Sendable {
  private struct Ending: Hashable {
    let scenario: LoginScenario
    let outcome: LoginOutcome
  }

  private let endings: [Ending: Counter]
  private let wallet: CaseCounters<WalletAnswerRejection>
  private let shown: CaseCounters<ShownRefusal>
  private let redirected: CaseCounters<OAuthErrorCode>
  private let streams = Meter(label: "tongzhao_event_streams_open")

  package init() {
    var endings: [Ending: Counter] = [:]
    for scenario in LoginScenario.allCases {
      for outcome in LoginOutcome.allCases {
        endings[Ending(scenario: scenario, outcome: outcome)] = Counter(
          label: "tongzhao_logins_total",
          dimensions: [("scenario", scenario.rawValue), ("outcome", outcome.rawValue)])
      }
    }
    self.endings = endings
    wallet = CaseCounters(
      "tongzhao_refusals_total", [("area", "wallet_answer")], by: "reason",
      of: WalletAnswerRejection.unwanted + WalletAnswerRejection.unread
        + LicenceRejection.allCases.map(WalletAnswerRejection.refused)
    ) { LabelValue.snakeCase(WalletRefusal($0).name) }
    shown = CaseCounters(
      "tongzhao_refusals_total", [("area", "authorization")], by: "reason", of: ShownRefusal.allCases, name: \.rawValue)
    redirected = CaseCounters(
      "tongzhao_refusals_total", [("area", "authorization")], by: "reason", of: OAuthErrorCode.allCases,
      name: \.rawValue)
  }

  func ended(_ scenario: LoginScenario, _ outcome: LoginOutcome) {
    endings[Ending(scenario: scenario, outcome: outcome)]?.increment()
  }

  func refused(_ rejection: WalletAnswerRejection) { wallet.count(rejection) }

  func refused(_ refusal: AuthorizationRefusal) {
    switch refusal {
    case .shown(let refusal): refused(refusal)
    case .redirected(let code, _, _): redirected.count(code)
    }
  }

  func refused(_ refusal: ShownRefusal) { shown.count(refusal) }

  func streamOpened() { streams.increment() }

  func streamClosed() { streams.decrement() }
}
