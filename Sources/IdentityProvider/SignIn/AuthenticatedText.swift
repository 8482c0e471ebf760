import JOSE
import KeyCustody

/// Text that only this server can have made: the words, the id of the key, the MAC, divided by points. Nothing is
/// stored for it.
enum AuthenticatedText {
  /// `words` under the current key of that purpose.
  static func make(
    _ words: String, for purpose: SecretPurpose, by secrets: ServerSecrets, at now: NumericDate
  ) throws -> String {
    let secret = try secrets.current(purpose, at: now)
    let text = "\(words).\(secret.id)"
    return "\(text).\(Base64URL.encode(secret.authenticationCode(for: Array(text.utf8), length: 16)))"
  }

  /// The words of a text that is ours, divided at their points.
  static func read(
    _ text: String, for purpose: SecretPurpose, by secrets: ServerSecrets, at now: NumericDate
  ) -> [Substring]? {
    guard text.utf8.count <= 200 else { return nil }
    let parts = text.parts(between: ".")
    guard parts.count >= 3, let code = Base64URL.decode(parts[parts.count - 1]), code.count == 16,
      let secret = secrets.secret(purpose, id: String(parts[parts.count - 2]), at: now)
    else { return nil }
    let words = text[..<parts[parts.count - 2].endIndex]
    guard secret.isValid(code, for: Array(words.utf8)) else { return nil }
    return Array(parts.dropLast(2))
  }
}
