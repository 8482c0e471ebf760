import Crypto

/// A SHA-256 digest of bytes that come bit by bit.
package struct RunningDigest: Sendable {
  private var hash = SHA256()

  package init() {}

  package mutating func take(_ bytes: [UInt8]) { hash.update(data: bytes) }

  /// The digest of everything taken so far.
  package var bytes: [UInt8] { Array(hash.finalize()) }
}
