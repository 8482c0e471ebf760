import Hummingbird
import HTTPTypes
import OAuthHTTP
import RelyingParty

/// What the portal shows, in two languages.
struct PortalPages: Sendable {
  private let templates: PageTemplates
  private let style: String

  init(style: String) throws {
    self.style = style
    templates = try PageTemplates(
      parts: [
        "layout_head": PackageResources.layout_head_mustache, "layout_foot": PackageResources.layout_foot_mustache,
        "home": PackageResources.home_mustache, "message": PackageResources.message_mustache,
      ], words: PortalWords.all)
    try templates.check()
  }

  func home(_ visit: Visit?, department: String, policy: OAuthHTTP.ContentSecurityPolicy, language: Language)
    -> Response
  {
    var values: [String: any Sendable] = ["style": style, "title": PortalWords.homeTitle(language)]
    values["services"] = PortalWords.services(language).map { service in
      var shown: [String: any Sendable] = ["id": service.id, "name": service.name, "about": service.about]
      if let visit {
        let entry: [String: any Sendable] = [
          "department": department, "token": visit.login.accessToken, "id": service.id,
        ]
        shown["enter"] = entry
      }
      return shown
    }
    if let visit { values["person"] = person(visit, language) }
    return .html(templates.render("home", values, language: language), policy: policy, language: language)
  }

  func message(_ message: PortalMessage, detail: String?, language: Language) -> Response {
    var values: [String: any Sendable] = [
      "style": style, "title": message.title(language), "sentence": message.sentence(language),
    ]
    if let detail { values["detail"] = detail }
    return .html(
      templates.render("message", values, language: language), status: message.status, language: language)
  }

  private func person(_ visit: Visit, _ language: Language) -> [String: any Sendable] {
    let known = visit.facts
    let role = PortalWords.role(known.text("holder_role"), language)
    let name = known.text("holder_name")
    let facts: [(String, String?)] = [
      ("entity_name", known.text("entity_name")), ("uscc", known.text("uscc") ?? known.text("sub")),
      ("holder_role", role), ("holder_name", name),
      ("acr", PortalWords.level(visit.login.identity.text("acr"), language)),
      ("entity_type", known.text("entity_type")), ("address", known.text("address", "formatted")),
      ("established_on", known.text("established_on")), ("business_scope", known.text("business_scope")),
    ]
    return [
      "enterprise": known.text("entity_name") ?? known.text("uscc") ?? known.text("sub") ?? "",
      "acting": [role, name].compactMap(\.self).joined(separator: " "),
      "facts": facts.compactMap { fact -> [String: any Sendable]? in
        fact.1.map { ["name": fact.0, "label": PortalWords.label(fact.0, language), "value": $0] }
      },
    ]
  }
}
