import JOSE
package import KeyCustody

/// Nonces for DPoP proofs (RFC 9449 §8): with one in it, a proof cannot have been made long before. They are derived from
/// the time and not stored, so every process knows every other's, and all clients get the same one.
package struct DPoPNonces: Sendable {
  /// Seconds for which the same nonce is given.
  private static let interval: Int64 = 60
  /// How many intervals a nonce is good for.
  private static let intervals: Int64 = 5

  private let secrets: ServerSecrets

  /// With the secrets of purpose `nonce`.
  package init(secrets: ServerSecrets) { self.secrets = secrets }

  /// The nonce that clients are given now.
  func current(at now: NumericDate) throws -> String {
    let secret = try secrets.current(.nonce, at: now)
    let interval = now.seconds / Self.interval
    let code = secret.authenticationCode(for: Self.message(interval), length: 16)
    return "\(interval).\(secret.id).\(Base64URL.encode(code))"
  }

  /// Whether we gave it, and not long ago.
  func isGood(_ nonce: String, at now: NumericDate) -> Bool {
    let parts = nonce.parts(between: ".")
    let current = now.seconds / Self.interval
    // Compared and not subtracted: the number is a stranger's, and may be at the end of the range.
    guard nonce.utf8.count <= 128, parts.count == 3, let interval = Int64(parts[0]), String(interval) == parts[0],
      interval <= current, interval > current - Self.intervals,
      let code = Base64URL.decode(parts[2]), let secret = secrets.secret(.nonce, id: String(parts[1]), at: now)
    else { return false }
    return secret.isValid(code, for: Self.message(interval))
  }

  private static func message(_ interval: Int64) -> [UInt8] { Array("dpop-nonce/\(interval)".utf8) }
}
