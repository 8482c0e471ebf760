import HummingbirdTesting
import Testing

extension TestResponse {
  /// What the form of a page would post, and where.
  var postedForm: (address: String, fields: [String: String])? {
    func values(_ name: String, in text: some StringProtocol) -> [String] {
      text.split(separator: " \(name)=\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
    }
    let page = text
    guard let address = values("action", in: page).first else { return nil }
    let fields = page.split(separator: "<input").dropFirst().map { part in
      let input = part.prefix { $0 != ">" }
      return (values("name", in: input).first ?? "", values("value", in: input).first ?? "")
    }
    return (address, Dictionary(fields) { first, _ in first })
  }
}
