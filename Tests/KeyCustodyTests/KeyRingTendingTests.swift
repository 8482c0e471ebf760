import JOSE
import LibCrypto
import Synchronization
import Testing

@testable import KeyCustody

/// What a ring does while carrying out the schedule takes forever.
@Suite struct KeyRingTendingTests {
  private static let slot = KeySlot(.token, .es256)
  private static let start = NumericDate(1_800_000_000)

  /// An authority that hangs, and cares for no cancellation, until it is let go.
  private final class SilentAuthority: CertificateIssuing {
    private let waiting = Mutex<[CheckedContinuation<Void, Never>]>([])

    var asked: Int { waiting.withLock { $0.count } }

    func certificateChain(for request: CertificateRequest) async throws -> [Certificate] {
      await withCheckedContinuation { continuation in waiting.withLock { $0.append(continuation) } }
      throw CancellationError()
    }

    func letGo() { for continuation in waiting.withLock({ $0 }) { continuation.resume() } }
  }

  @Test(.timeLimit(.minutes(2)))
  func `a ring follows the database and makes the steps that are due while a round hangs, and stops`() async throws {
    let store = ValueKeyStore()
    let key = try #require(KeyEncryptionKey(bytes: [UInt8](repeating: 7, count: 32)))
    let policies = [KeyUse.token: try RotationPolicy(announce: 100, sign: 300, longestLife: 50)]
    let other = KeyCustodian(store: store, encryptionKey: key, policies: policies)
    // Without an authority the second key waits for its certificate.
    try await other.prepare([Self.slot, KeySlot(.requestObject, .es256)], jwksMaximumAge: 60, at: Self.start)
    let authority = SilentAuthority()
    let custodian = KeyCustodian(store: store, encryptionKey: key, certificates: authority, policies: policies)
    let ring = try await KeyRing(store: store, encryptionKey: key)
    let running = Task {
      await ring.run(
        every: .milliseconds(1), custodian: custodian, clock: { Self.start + 150 }, failed: { Issue.record($0) })
    }
    while authority.asked == 0 { try await Task.sleep(for: .milliseconds(1)) }

    // What another process does is taken up.
    let taken = try await other.rotate(Self.slot, immediately: true, at: Self.start)
    while try ring.current(.token, .es256, at: Self.start).kid != taken { try await Task.sleep(for: .milliseconds(1)) }
    // A promotion that is due is made.
    let due = try await other.rotate(Self.slot, at: Self.start)
    while try ring.current(.token, .es256, at: Self.start).kid != due { try await Task.sleep(for: .milliseconds(1)) }
    #expect(authority.asked == 1)

    running.cancel()
    await running.value
    #expect(ring.followedAt == Self.start + 150)
    authority.letGo()
  }

  @Test func `a round that fails is told and not begun again at once, one that is done may be followed`() async throws {
    struct Failure: Error {}
    let told = Mutex(0)
    let tending = KeyRingTending { _ in told.withLock { $0 += 1 } }
    func wait() async throws { while tending.isBusy { try await Task.sleep(for: .milliseconds(1)) } }
    tending.begin(at: Self.start) {}
    try await wait()
    #expect(tending.isFree(at: Self.start))
    tending.begin(at: Self.start) { throw Failure() }
    try await wait()
    #expect(told.withLock { $0 } == 1)
    #expect(!tending.isFree(at: Self.start + 9))
    #expect(tending.isFree(at: Self.start + 10))
  }

  @Test func `a round that is stopped is waited for and tells nothing`() async throws {
    let told = Mutex(0)
    let ended = Mutex(false)
    let tending = KeyRingTending { _ in told.withLock { $0 += 1 } }
    tending.begin(at: Self.start) {
      defer { ended.withLock { $0 = true } }
      try await Task.sleep(for: .seconds(3600))
    }
    await tending.stop(within: .seconds(60))
    #expect(ended.withLock { $0 })
    #expect(told.withLock { $0 } == 0)
    #expect(!tending.isBusy)
  }
}
