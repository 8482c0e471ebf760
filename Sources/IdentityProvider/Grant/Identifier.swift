import JOSE

/// The name of a stored thing: 16 random bytes in base64url. It is not a secret and opens nothing by itself; whoever
/// shows one has proved nothing.
package struct Identifier<Subject>: Sendable, Hashable, CustomStringConvertible {
  /// 22 characters of base64url.
  package let value: String

  /// Takes a name that was written before; nil for anything that `generate` cannot have made.
  package init?(_ text: some StringProtocol) {
    guard text.utf8.count == 22, let bytes = Base64URL.decode(text), bytes.count == 16 else { return nil }
    value = String(text)
  }

  private init(bytes: [UInt8]) { value = Base64URL.encode(bytes) }

  /// A new name. For endpoints: rules are handed theirs.
  package static func generate() -> Identifier { Identifier(bytes: Random.bytes(16)) }

  package var description: String { value }
}

/// Names a grant.
package typealias GrantID = Identifier<Grant>
/// Names a session; the `sid` of ID tokens.
package typealias SessionID = Identifier<Session>
/// Names a presentation.
package typealias PresentationID = Identifier<Presentation>
