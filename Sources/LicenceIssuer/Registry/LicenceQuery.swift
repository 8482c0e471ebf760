import ELicence

/// What to look for in the register. Each has an index of its own, so none reads the whole register.
package enum LicenceQuery: Sendable, Hashable {
  /// All licences, by credit code.
  case all
  /// Codes that begin so, by credit code.
  case codePrefix(String)
  /// Names that begin so, by name.
  case namePrefix(String)

  /// What a person typed: a code or its beginning when it starts like one, otherwise the beginning of a name.
  package init(typed text: String) {
    let code = CreditCode.normalised(text)
    let isCode =
      (1...18).contains(code.utf8.count)
      && code.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
      && (code.utf8.first.map { (0x30...0x39).contains($0) } ?? false)
    if text.isEmpty {
      self = .all
    } else {
      self = isCode ? .codePrefix(code) : .namePrefix(text)
    }
  }
}
