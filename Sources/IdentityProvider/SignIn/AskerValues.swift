import ELicence
import OAuthHTTP

/// Who asks, and from where: what every page of a login repeats.
struct AskerValues {
  let values: [String: any Sendable]

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
    self.values = values
  }
}
