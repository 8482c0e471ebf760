package import ELicence

extension IdentityDocument {
  /// Reads what a registrar writes into a file: a kind, by our name or one that registers use, and a number.
  package init(line text: String) throws(OfferRefusal) {
    let lines = text.split(whereSeparator: \.isNewline).map { $0.split(whereSeparator: \.isWhitespace) }
    guard let words = lines.first, lines.count == 1, words.count == 2 else { throw .documentUnreadable }
    guard let type = IdentityDocumentType(importing: String(words[0])) else {
      // Who wrote the number first must not find it in a message.
      let isWord = !words[0].contains(where: \.isNumber)
      throw isWord ? .documentKindUnknown(String(words[0].prefix(40))) : .documentUnreadable
    }
    do {
      try self.init(type: type, number: String(words[1]))
    } catch {
      throw .documentNumberInvalid
    }
  }
}
