import JOSE
import OAuth
import OAuthHTTP

/// A consent as it is shown: with the client's own name and site.
struct ConsentView: Sendable {
  let consent: Consent
  /// Nil when the client is gone: what it was given can still be taken back.
  let client: Client?

  /// For a wallet.
  var json: JSONObject {
    var json: JSONObject = [
      "id": .string(consent.id.value), "client_id": .string(consent.client.value),
      "uscc": .string(consent.uscc), "scope": .string(consent.approval.scopes.text),
      "source": .string(consent.source.rawValue), "granted_at": .date(consent.grantedAt),
      "used_at": .date(consent.usedAt),
    ]
    json["claims"] = consent.approval.claims?.json
    json["client_name"] = client.map { .string($0.name.zh) }
    json["client_name#en"] = client.map { .string($0.name.en) }
    json["origin"] = client.map { .string($0.origin) }
    return json
  }

  /// For a page.
  /// - Parameter confirmation: what its form posts.
  func values(_ language: Language, confirmation: String) -> [String: any Sendable] {
    var values: [String: any Sendable] = [
      "id": consent.id.value, "confirmation": confirmation,
      "clientName": client.map { language == .english ? $0.name.en : $0.name.zh } ?? consent.client.value,
      "facts": ConsentWords.words(consent.approval, in: language),
      "usedAt": DateWords.text(consent.usedAt, in: language),
      "isPolicy": consent.source == .policy,
    ]
    values["clientOrigin"] = client?.origin
    return values
  }
}
