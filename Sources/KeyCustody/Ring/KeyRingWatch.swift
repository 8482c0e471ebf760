import Foundation
import JOSE
import Synchronization

/// What a serving process does beside following the ring: it says what it has, and looks whether the token still answers.
final class KeyRingWatch: Sendable {
  private struct State {
    var said: KeyFollower?
    var askedAt = NumericDate(.min)
    var isAsking = false
    var wasLost = false
  }

  private let store: any KeyStore
  private let encryptionKeys: EncryptionKeyring
  private let failed: @Sendable (any Error) -> Void
  private let instance = Base64URL.encode(Random.bytes(9))
  private let host = ProcessInfo.processInfo.hostName
  private let state = Mutex(State())

  init(
    store: any KeyStore, encryptionKeys: EncryptionKeyring, failed: @escaping @Sendable (any Error) -> Void
  ) {
    self.store = store
    self.encryptionKeys = encryptionKeys
    self.failed = failed
  }

  func look(at held: [HeldKey], version: Int64, now: NumericDate) async {
    do { try await say(version: version, now: now) } catch { failed(error) }
    // Beside, not before what follows: a token may keep whoever asks waiting.
    if isTimeToAsk(held, now: now) { Task { await ask(held) } }
  }

  /// At once when something changed, and now and then so that others see that it lives.
  private func say(version: Int64, now: NumericDate) async throws {
    let follower = KeyFollower(
      instance: instance, host: host, encryptionKeys: encryptionKeys.ids, version: version, seenAt: now)
    let isDue = state.withLock { state in
      guard let said = state.said else { return true }
      return said.version != version || said.encryptionKeys != follower.encryptionKeys
        || now - said.seenAt >= KeyFollower.interval
    }
    guard isDue else { return }
    try await store.note(follower)
    state.withLock { $0.said = follower }
  }

  private func isTimeToAsk(_ held: [HeldKey], now: NumericDate) -> Bool {
    state.withLock { state in
      let pause = state.wasLost ? 1 : KeyFollower.interval
      guard !held.isEmpty, !state.isAsking, now >= state.askedAt + pause else { return false }
      state.askedAt = now
      state.isAsking = true
      return true
    }
  }

  /// A lost token is noticed before somebody needs it, and one that came back without anybody asking.
  private func ask(_ held: [HeldKey]) async {
    var failure: (any Error)?
    do { for key in held { try await key.look() } } catch { failure = error }
    let wasLost = state.withLock { state in
      defer { (state.wasLost, state.isAsking) = (failure != nil, false) }
      return state.wasLost
    }
    if let failure, !wasLost { failed(failure) }
  }
}
