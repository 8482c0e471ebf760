import ELicence
import FuzzHarness
import JOSE

extension FuzzTarget {
  /// The first byte chooses the size of a status, the rest is the packed list.
  static let statusList = FuzzTarget("status-list") { bytes in
    let limit = 1 << 16
    guard let first = bytes.first else { return }
    let bits = [1, 2, 4, 8, 3][Int(first) % 5]
    guard
      let list = StatusList(decoding: Base64URL.encode(Array(bytes.dropFirst())), bits: bits, limit: limit)
    else { return }
    try hold(bits != 3, "a status has 1, 2, 4 or 8 bits")
    try hold(list.bytes.count <= limit && list.count == list.bytes.count * 8 / bits, "a list stays within its limit")
    try hold(StatusList(json: list.json) == list, "a list that was read and written is read as the same")
    for index in [-1, list.count, .max, .min] {
      try hold(list.status(at: index) == .unavailable, "outside the list nothing is known")
    }
    if list.count > 0 { _ = (list.status(at: 0), list.status(at: list.count - 1)) }
  }

  static let licenceWords = FuzzTarget.text("licence-words", maximumLength: 256) { text in
    if let code = try? CreditCode(text) {
      try hold((try? CreditCode(code.value)) == code && code.value.utf8.count == 18, "a credit code has one form")
    }
    if let date = CalendarDate(text) {
      try hold(CalendarDate(date.description) == date, "a date that was read and written is read as the same")
    }
    let capital = RegisteredCapital(printed: text)
    try hold(capital.text == text, "a printed capital is kept as it was printed")
    try hold(RegisteredCapital(json: capital.json) == capital, "a capital that was kept is read as the same")
    for type in IdentityDocumentType.allCases {
      guard let document = try? IdentityDocument(type: type, number: text) else { continue }
      try hold((try? IdentityDocument(type: type, number: document.number)) == document, "a document has one form")
      try hold(!document.description.contains(document.number), "a document's number is not printed")
    }
  }

  static let licenceDocuments = FuzzTarget("licence-documents", maximumLength: 16384) { bytes in
    guard let json = try? JSON(parsing: bytes) else { return }
    if let delegation = Delegation(json: json) {
      try hold(Delegation(json: delegation.json) == delegation, "a delegation that was kept is read as the same")
    }
    if let context = LoginContext(json: json) {
      try hold(LoginContext(json: context.json) == context, "what is shown to the person is what was signed")
    }
    _ = json.object.flatMap { try? Particulars(json: $0) }
    _ = TrustList(json: json)
  }
}
