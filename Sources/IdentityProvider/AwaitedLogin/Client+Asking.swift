import JOSE
import OAuthHTTP

extension Client {
  /// What a page says of a client that asks for somebody elsewhere, since then.
  func askingValues(since askedAt: NumericDate, in language: Language) -> [String: any Sendable] {
    let isEnglish = language == .english
    var values: [String: any Sendable] = [
      "askedAt": DateWords.text(askedAt, in: language), "clientName": isEnglish ? name.en : name.zh,
      "clientOrigin": origin,
    ]
    values["purpose"] = isEnglish ? purpose?.en : purpose?.zh
    return values
  }
}
