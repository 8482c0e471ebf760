/// One salted claim or array element (RFC 9901 §4.2).
package struct Disclosure: Sendable, Hashable {
  /// The claim's name; nil for an array element.
  package let name: String?
  /// The claim's value, which may hold further digests.
  package let value: JSON
  /// The base64url text, exactly as the issuer made it: the digest is over this text.
  package let encoded: String

  /// A new disclosure of a claim. RFC 9901 §9.3 recommends 128 bits of salt.
  package init(name: String, value: JSON, salt: [UInt8]) {
    self.name = name
    self.value = value
    encoded = Base64URL.encode(JSON.array([.string(Base64URL.encode(salt)), .string(name), value]).serialized())
  }

  /// A new disclosure of an array element.
  package init(element value: JSON, salt: [UInt8]) {
    name = nil
    self.value = value
    encoded = Base64URL.encode(JSON.array([.string(Base64URL.encode(salt)), value]).serialized())
  }

  /// Reads an issuer's disclosure.
  package init(encoded: String) throws(SDJWTRejection) {
    guard let bytes = Base64URL.decode(encoded) else { throw .malformedDisclosure }
    let elements: [JSON]
    do throws(JSONError) {
      guard case .array(let array) = try JSON(parsing: bytes) else { throw JSONError.unexpectedByte }
      elements = array
    } catch {
      throw .malformedDisclosure
    }
    guard 2...3 ~= elements.count, elements[0].string != nil else { throw .malformedDisclosure }
    if elements.count == 3 {
      guard let name = elements[1].string else { throw .malformedDisclosure }
      guard !Self.reservedNames.contains(name) else { throw .reservedName }
      self.name = name
    } else {
      name = nil
    }
    value = elements[elements.count - 1]
    self.encoded = encoded
  }

  /// base64url of the SHA-256 of the text (RFC 9901 §4.2.3).
  package var digest: String { Digests.sha256Text(Array(encoded.utf8)) }

  /// The names that stand for digests and can be no claim's.
  static let reservedNames: Set<String> = ["_sd", "..."]
}
