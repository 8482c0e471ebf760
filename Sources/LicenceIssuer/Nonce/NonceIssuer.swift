// The Nonce room gives wallets the challenge of their key proofs (OpenID4VCI 1.0 §7). A nonce is made without being
// kept: it names its end and carries a MAC. The Credential room uses it up together with what it issues.

package import JOSE
package import KeyCustody

/// Makes nonces and recognises them.
package struct NonceIssuer: Sendable {
  private let secrets: ServerSecrets
  private let lifetime: Int

  /// Nonces under these secrets, good for so many seconds.
  package init(secrets: ServerSecrets, lifetime: Int = 300) {
    self.secrets = secrets
    self.lifetime = lifetime
  }

  /// A fresh nonce: `<key id>.<base64url of end, 16 random bytes, MAC>`.
  package func issue(random: [UInt8], at now: NumericDate) throws -> String {
    let secret = try secrets.current(.nonce, at: now)
    let end = UInt64(clamping: (now + lifetime).seconds)
    let message = (0..<8).map { UInt8(truncatingIfNeeded: end >> (56 - 8 * UInt64($0))) } + random.prefix(16)
    return secret.id + "." + Base64URL.encode(message + secret.authenticationCode(for: message, length: 16))
  }

  /// The nonce, if this server made it and its time is not over.
  package func accept(_ nonce: String, at now: NumericDate) -> UsedNonce? {
    let parts = nonce.split(separator: ".", omittingEmptySubsequences: false)
    guard nonce.utf8.count <= 128, parts.count == 2, let bytes = Base64URL.decode(parts[1]), bytes.count == 40,
      let secret = secrets.secret(.nonce, id: String(parts[0]), at: now),
      secret.isValid(Array(bytes[24...]), for: Array(bytes[..<24]))
    else { return nil }
    let end = bytes[..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let expiresAt = NumericDate(Int64(clamping: end))
    guard now < expiresAt else { return nil }
    return UsedNonce(digest: Digests.sha256(Array(nonce.utf8)), expiresAt: expiresAt)
  }
}
