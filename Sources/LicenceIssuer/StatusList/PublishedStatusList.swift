package import JOSE
package import NIOCore

/// A signed status list, ready to be sent.
package struct PublishedStatusList: Sendable {
  /// The list's version.
  package let version: Int
  /// When it was signed.
  package let issuedAt: NumericDate
  /// The token.
  package let body: ByteBuffer
  /// A strong entity tag, with its quotes.
  package let entityTag: String

  init(version: Int, issuedAt: NumericDate, token: String) {
    self.version = version
    self.issuedAt = issuedAt
    body = ByteBuffer(string: token)
    entityTag = "\"\(Base64URL.encode(Digests.sha256(Array(token.utf8)).prefix(12)))\""
  }
}
