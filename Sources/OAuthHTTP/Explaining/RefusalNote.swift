import JOSE
import OAuth

/// What one check expected and what it got, for the operator who is asked why something was refused. Never a secret: a
/// code, a token, a verifier or a password is not told, not even in part.
package struct RefusalNote: Sendable, Hashable {
  /// The check, as `client_assertion.aud`.
  package let check: String
  package let expected: String?
  package let received: String?
  /// How far the other clock is ahead of ours, in seconds, where times decide.
  package let skew: Int?

  /// What strangers sent is shortened, and cannot steer a terminal.
  package init(_ check: String, expected: String? = nil, received: String? = nil, skew: Int? = nil) {
    self.check = check
    self.expected = expected.map(Self.printable)
    self.received = received.map(Self.printable)
    self.skew = skew
  }

  /// An address without its query and fragment, where others put secrets.
  package static func address(_ text: String) -> String {
    guard let end = text.firstIndex(where: { $0 == "?" || $0 == "#" }) else { return text }
    return text[..<end] + "\(text[end])…"
  }

  private static func printable(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.prefix(300))).printable()
      + (text.unicodeScalars.count > 300 ? "…" : "")
  }
}
