import Crypto
import Foundation
package import JOSE

/// A time-based one-time password (RFC 6238) as every authenticator app makes it: SHA-1, six digits, thirty seconds.
package struct OneTimePassword: Sendable, Redacted {
  /// The shared secret.
  private let secret: [UInt8]

  static let period: Int64 = 30
  static let digits = 6

  /// With a new secret of 160 bits, as RFC 4226 §4 recommends.
  package init() { secret = Random.bytes(20) }

  /// With a secret that was kept.
  package init(secret: [UInt8]) { self.secret = secret }

  /// The secret, to be sealed.
  package func revealed() -> [UInt8] { secret }

  /// The time step that a moment lies in.
  package static func step(at now: NumericDate) -> Int64 { now.seconds / period }

  /// The code of a time step (RFC 4226 §5.3).
  package func code(ofStep step: Int64) -> String {
    let counter = withUnsafeBytes(of: step.bigEndian) { Array($0) }
    let code = Array(HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: secret)))
    let offset = Int(code[code.count - 1] & 0xF)
    let number = code[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
    let text = String(number % 1_000_000)
    return String(repeating: "0", count: Self.digits - text.count) + text
  }

  /// The step, of this one and its two neighbours, whose code this is (RFC 6238 §5.2). All three are compared, each in
  /// constant time.
  package func step(of code: String, at now: NumericDate) -> Int64? {
    let current = Self.step(at: now)
    var found: Int64?
    for step in (current - 1)...(current + 1)
    where constantTimeEquals(Array(code.utf8), Array(self.code(ofStep: step).utf8)) {
      found = step
    }
    return found
  }

  /// The address that an authenticator app takes, as a link or a QR code.
  package func address(account: String, issuer: String) -> String {
    let unreserved = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
    func escaped(_ text: String) -> String { text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? "" }
    return "otpauth://totp/\(escaped(issuer)):\(escaped(account))?secret=\(Base32.encode(secret))"
      + "&issuer=\(escaped(issuer))&algorithm=SHA1&digits=6&period=30"
  }

  package var description: String { "<redacted>" }
}
