import JOSE
import Synchronization

/// Access tokens whose signatures were verified before, in bounded memory.
///
/// A signature costs more than all the rest of an introspection, and a resource server shows the same token with each
/// call. Why not a MAC in the token, which would spare the first time too: it could only cover what stands before the
/// signature, and logs are full of tokens whose signatures were cut off because without them they open nothing.
final class VerifiedTokens: Sendable {
  /// The SHA-256 of a token: it finds the token again, and does not give it away.
  struct Name: Hashable {
    private let digest: [UInt8]

    /// Nil for a token that is too long to be remembered.
    init?(_ compact: String) {
      guard compact.utf8.count <= VerifiedTokens.longest else { return nil }
      digest = Digests.sha256(Array(compact.utf8))
    }
  }

  /// What is remembered.
  struct Known {
    let token: AccessToken
    /// The key that signed it.
    let keyID: String
  }

  private static let longest = 2_048
  private let recent: Mutex<RecentlyUsed<Name, Known>>

  init(capacity: Int = 4_096) { recent = Mutex(RecentlyUsed(capacity: capacity)) }

  subscript(name: Name) -> Known? { recent.withLock { $0.value(of: name) } }

  func remember(_ token: AccessToken, keyID: String, as name: Name) {
    recent.withLock { $0.remember(Known(token: token, keyID: keyID), as: name) }
  }
}
