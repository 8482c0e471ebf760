package import JOSE

/// Capital as the face prints it, and what could be read out of the print.
package struct RegisteredCapital: Sendable, Hashable {
  /// The number as decimal text, exactly; none when the print is in words (壹佰万元整).
  package let amount: String?
  /// What the number counts: 万元 or 元.
  package let unit: String?
  /// ISO 4217.
  package let currency: String?
  /// The print.
  package let text: String

  package init(amount: String?, unit: String?, currency: String?, text: String) {
    self.amount = amount
    self.unit = unit
    self.currency = currency
    self.text = text
  }

  /// Reads `100万元人民币`, `人民币 100.5 万元`, `50万美元`; keeps any other print as text alone.
  package init(printed text: String) {
    let scalars = Array(text.unicodeScalars)
    let isPartOfNumber = { (scalar: Unicode.Scalar) in "0"..."9" ~= scalar || scalar == "." || scalar == "," }
    let start = scalars.firstIndex { "0"..."9" ~= $0 } ?? scalars.count
    let end = scalars[start...].firstIndex { !isPartOfNumber($0) } ?? scalars.count
    let number = scalars[start..<end].filter { $0 != "," }
    let points = number.count { $0 == "." }
    let hasSecondNumber = scalars[end...].contains { "0"..."9" ~= $0 }
    guard !number.isEmpty, points == 0 || points == 1 && number.last != ".", !hasSecondNumber else {
      self.init(amount: nil, unit: nil, currency: nil, text: text)
      return
    }
    let words = scalars[..<start] + scalars[end...]
    let currency =
      Self.currencies.first { words.contains($0.sign) }?.code ?? (words.contains("元") ? "CNY" : nil)
    var amount = ""
    amount.unicodeScalars.append(contentsOf: number)
    self.init(amount: amount, unit: words.contains("万") ? "万元" : "元", currency: currency, text: text)
  }

  /// By the first character of the currency's name.
  private static let currencies: [(sign: Unicode.Scalar, code: String)] = [
    ("美", "USD"), ("欧", "EUR"), ("港", "HKD"), ("日", "JPY"), ("英", "GBP"), ("人", "CNY"),
  ]

  /// Reads the claim `registered_capital`.
  package init?(json: JSON) {
    guard let object = json.object, let text = object["text"]?.string else { return nil }
    for member in ["amount", "unit", "currency"] {
      if let value = object[member], value != .null, value.string == nil { return nil }
    }
    self.init(
      amount: object["amount"]?.string, unit: object["unit"]?.string, currency: object["currency"]?.string, text: text)
  }

  /// The claim `registered_capital`.
  package var json: JSON {
    var object: JSONObject = [:]
    object["amount"] = amount.map(JSON.string)
    object["unit"] = unit.map(JSON.string)
    object["currency"] = currency.map(JSON.string)
    object["text"] = .string(text)
    return .object(object)
  }
}
