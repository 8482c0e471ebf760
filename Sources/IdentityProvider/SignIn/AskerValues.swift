import ELicence
import OAuthHTTP

/// Who asks, and from where: what every page of a login repeats.
struct AskerValues {
  private(set) var values: [String: any Sendable]

  init(_ context: LoginContext, _ language: Language) {
    let isEnglish = language == .english
    var values: [String: any Sendable] = [
      "clientName": isEnglish ? context.clientNameEnglish ?? context.clientName : context.clientName,
      "clientOrigin": context.clientOrigin,
      "requestedAt": DateWords.text(context.requestedAt, in: language),
    ]
    values["purpose"] = isEnglish ? context.purposeEnglish ?? context.purpose : context.purpose
    values["place"] = context.place
    values["browser"] = context.browser
    values["system"] = context.operatingSystem
    values["isForDevice"] = context.device != nil
    values["deviceShows"] = context.device?.shown
    values["devicePlace"] = context.device?.place
    values["matters"] = context.matters.map { Self.words($0, isEnglish) }
    self.values = values
  }

  /// The same with what the client says of itself. Its documents are shown as links: nobody fetches them unasked.
  init(_ context: LoginContext, of client: Client, _ language: Language) {
    self.init(context, language)
    let documents = [
      "policyURL": client.profile.policy, "termsURL": client.profile.terms, "logoURL": client.profile.logo,
    ].compactMapValues { $0?.address(in: language).text }
    for (name, address) in documents { values[name] = address }
    values["hasDocuments"] = !documents.isEmpty
    values["isSelfRegistered"] = client.isSelfRegistered
  }

  private static func words(_ matter: LicenceMatter, _ isEnglish: Bool) -> [String: any Sendable] {
    let until = matter.notAfter.map { isEnglish ? "until \($0)" : "至 \($0)" }
    let from = matter.notBefore.map { isEnglish ? "from \($0)" : "自 \($0)" }
    return [
      "matter": matter.matter,
      "actions": matter.actions.map { isEnglish ? $0.english : $0.chinese }.joined(separator: isEnglish ? ", " : "、"),
      "locations": matter.locations.joined(separator: ", "),
      "days": [from, until].compactMap(\.self).joined(separator: " "),
    ]
  }
}
