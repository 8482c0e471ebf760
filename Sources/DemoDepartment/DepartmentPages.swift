import HTTPTypes
import Hummingbird
import OAuthHTTP
import RelyingParty

/// What the department shows, in two languages.
struct DepartmentPages: Sendable {
  private let templates: PageTemplates
  private let style: String

  init(style: String) throws {
    self.style = style
    templates = try PageTemplates(
      parts: ["matter": PackageResources.matter_mustache, "welcome": PackageResources.welcome_mustache],
      words: DepartmentWords.all)
    try templates.check()
  }

  func welcome(_ language: Language) -> Response {
    .html(templates.render("welcome", ["style": style], language: language), language: language)
  }

  func matter(_ verdicts: Verdicts, token: String, at now: Int64, _ language: Language) -> Response {
    let (localWords, localGood) = DepartmentWords.verdict(verdicts.local, language)
    let (askedWords, askedGood) = DepartmentWords.verdict(verdicts.asked, language)
    let values: [String: any Sendable] = [
      "style": style, "token": token,
      "localVerdict": localWords, "localClass": localGood ? "good" : "bad", "localOutcome": verdicts.local.outcome,
      "askedVerdict": askedWords, "askedClass": askedGood ? "good" : "bad", "askedOutcome": verdicts.asked.outcome,
      "facts": facts(verdicts, at: now, language),
    ]
    return .html(templates.render("matter", values, language: language), language: language)
  }

  private func facts(_ verdicts: Verdicts, at now: Int64, _ language: Language) -> [[String: any Sendable]] {
    guard let claims = verdicts.claims else { return [] }
    var rows: [(String, String)] = []
    for name in ["sub", "entity_name", "holder_role", "holder_name", "client_id", "scope", "acr"] {
      guard let text = claims.text(name) else { continue }
      rows.append((name, name == "holder_role" ? DepartmentWords.role(text, language) : text))
    }
    if let actor = claims.text("act", "sub") { rows.append(("act.sub", actor)) }
    if let expires = claims.integer("exp") {
      rows.append(("exp", DepartmentWords.secondsLeft(max(0, expires - now), language)))
    }
    return rows.map { ["name": $0.0, "label": DepartmentWords.label($0.0, language), "value": $0.1] }
  }
}
