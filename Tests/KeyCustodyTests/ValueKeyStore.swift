import KeyCustody
import Synchronization

/// A store without a database: the changes as a value makes them.
final class ValueKeyStore: KeyStore {
  private let state = Mutex(KeyRingContents.empty)
  private let said = Mutex<[String: KeyFollower]>([:])

  func contents() async throws -> KeyRingContents { state.withLock { $0 } }

  func version() async throws -> Int64 { state.withLock { $0.version } }

  @discardableResult
  func change(by rule: @escaping @Sendable (KeyRingContents) throws -> [KeyChange]) async throws -> [KeyChange] {
    try state.withLock { contents in
      let changes = try rule(contents)
      contents = contents.applying(changes)
      return changes
    }
  }

  func note(_ follower: KeyFollower) async throws { said.withLock { $0[follower.instance] = follower } }

  func followers() async throws -> [KeyFollower] { said.withLock { Array($0.values) } }
}
