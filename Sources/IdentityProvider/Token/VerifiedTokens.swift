import JOSE
import Synchronization

/// Access tokens whose signatures were verified before, in bounded memory.
///
/// A signature costs more than all the rest of an introspection, and a resource server shows the same token with each
/// call. Why not a MAC in the token, which would spare the first time too: it could only cover what stands before the
/// signature, and logs are full of tokens whose signatures were cut off because without them they open nothing.
///
/// Tokens lie in two tables of half the bound each. When the newer is full the older is forgotten, so remembering costs
/// constant time.
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

  private struct Tables {
    var newer: [Name: Known] = [:]
    var older: [Name: Known] = [:]
  }

  private static let longest = 2_048
  private let half: Int
  private let tables = Mutex(Tables())

  init(capacity: Int = 4_096) { half = max(1, capacity / 2) }

  /// How many are remembered.
  var count: Int { tables.withLock { $0.newer.count + $0.older.count } }

  subscript(name: Name) -> Known? {
    tables.withLock { tables in
      if let known = tables.newer[name] { return known }
      guard let known = tables.older.removeValue(forKey: name) else { return nil }
      Self.put(known, as: name, in: &tables, half: half)
      return known
    }
  }

  func remember(_ token: AccessToken, keyID: String, as name: Name) {
    tables.withLock { Self.put(Known(token: token, keyID: keyID), as: name, in: &$0, half: half) }
  }

  private static func put(_ known: Known, as name: Name, in tables: inout Tables, half: Int) {
    tables.newer[name] = known
    guard tables.newer.count > half else { return }
    tables.older = tables.newer
    tables.newer = [:]
  }
}
