import JOSE

/// Where a private key is that is not in the database: in a token, under an id.
package struct KeyLocation: Sendable, Hashable, CustomStringConvertible {
  /// The token's label.
  package let token: String
  /// The key's `CKA_ID`.
  package let id: [UInt8]

  package init(token: String, id: [UInt8]) {
    self.token = token
    self.id = id
  }

  /// Reads what `text` writes.
  package init?(_ text: String) {
    guard text.hasPrefix("pkcs11:id="), let end = text.firstRange(of: ";token=") else { return nil }
    guard let id = Base64URL.decode(String(text[text.index(text.startIndex, offsetBy: 10)..<end.lowerBound])) else {
      return nil
    }
    self.init(token: String(text[end.upperBound...]), id: id)
  }

  /// As it is stored and shown.
  package var text: String { "pkcs11:id=\(Base64URL.encode(id));token=\(token)" }
  package var description: String { text }
}

/// Where a new key is made.
package enum KeyPlace: String, Sendable, CaseIterable {
  /// Sealed in the database.
  case database
  /// In the token, which it never leaves.
  case hsm
}
