package import JOSE
package import LibCrypto
import Synchronization

// The ring: the keys a server signs with and publishes, always as the database has them, never waiting for it.
// `KeyCustodian` makes and moves keys, `KeyStore` keeps them, `ServerSecrets` are the symmetric ones.

/// The signing keys of a running server.
package final class KeyRing: Sendable {
  /// The symmetric keys, from the same database.
  package let secrets = ServerSecrets()
  private let store: any KeyStore
  private let encryptionKeys: EncryptionKeyring
  private let token: HardwareToken?
  private let snapshot = Mutex(KeyRingSnapshot.empty)
  private let doorbell = Doorbell()
  private let followed = Mutex(NumericDate?.none)

  /// Opens the keys that the store has.
  package init(store: any KeyStore, encryptionKeys: EncryptionKeyring, token: HardwareToken? = nil) async throws {
    self.store = store
    self.encryptionKeys = encryptionKeys
    self.token = token
    try await refresh()
  }

  /// With one key-encryption key.
  package convenience init(store: any KeyStore, encryptionKey: KeyEncryptionKey) async throws {
    try await self.init(store: store, encryptionKeys: EncryptionKeyring(encryptionKey))
  }

  /// The key that signs for this use by this algorithm.
  package func current(
    _ use: KeyUse, _ algorithm: SignatureAlgorithm, at now: NumericDate
  ) throws(KeyCustodyError) -> CustodyKey {
    let slot = KeySlot(use, algorithm)
    guard let key = snapshot.withLock({ $0.signing[slot] }) else { throw .noSigningKey(slot) }
    guard now < key.certifiedUntil else { throw .certificateExpired(kid: key.kid) }
    return key
  }

  /// The keys that verifiers are told of, of one use or of all.
  package func published(_ use: KeyUse? = nil) -> [PublishedKey] {
    let all = snapshot.withLock { $0.published }
    return use.map { use in all.filter { $0.slot.use == use } } ?? all
  }

  /// Whether any published key is of SM2.
  package var hasSM2: Bool { published().contains { $0.slot.algorithm == .sm2 } }

  /// The public part of a key that is not removed.
  package func verificationKey(_ kid: String) -> VerificationKey? {
    snapshot.withLock { $0.verification[kid] }
  }

  /// The key set of one use, ready to be sent.
  package func jwks(_ use: KeyUse) -> PublishedJWKS {
    snapshot.withLock { $0.jwks[use] } ?? PublishedJWKS([])
  }

  /// The key set for tokens, ready to be sent: of the algorithms that everybody knows.
  package var jwks: PublishedJWKS { snapshot.withLock { $0.registeredJWKS } }

  /// When ``run(every:custodian:clock:failed:)`` last found the ring to be as the database has it; nil before.
  package var followedAt: NumericDate? { followed.withLock { $0 } }

  /// Why keys in a token cannot sign at present; nil while they can, or none are there.
  package var tokenFault: String? {
    held.isEmpty ? nil : token.map { $0.fault.map { "\($0)" } } ?? "no token is configured"
  }

  /// The signing keys that are in a token.
  private var held: [HeldKey] {
    snapshot.withLock { $0.signing.values.compactMap(\.held) }
  }

  /// Grows with every change of keys or secrets.
  package var version: Int64 { snapshot.withLock { $0.version } }

  /// Takes up what changed in the database; says whether anything did. When it fails, everything stays as it was.
  @discardableResult
  package func refresh() async throws -> Bool {
    guard try await store.version() != version else { return false }
    let contents = try await store.contents()
    let former = snapshot.withLock { $0 }
    let next = try KeyRingSnapshot(contents, after: former, encryptionKeys: encryptionKeys, token: token)
    let secrets = try contents.secrets.map { try ServerSecret($0, encryptionKeys: encryptionKeys) }
    // Two refreshes may overtake each other; the newer one stays.
    let isNewer = snapshot.withLock { present in
      guard next.version > present.version else { return false }
      present = next
      return true
    }
    if isNewer { self.secrets.replace(by: secrets, version: contents.version) }
    return isNewer
  }

  /// Has whoever follows the database look at once.
  package func look() { doorbell.ring() }

  /// Follows the database until the task is cancelled; with a custodian it also carries out the schedule, which any
  /// number of replicas may do at once. Failures are reported and tried again.
  package func run(
    every interval: Duration = .milliseconds(500), custodian: KeyCustodian? = nil,
    clock: @escaping @Sendable () -> NumericDate, failed: @escaping @Sendable (any Error) -> Void
  ) async {
    let watch = KeyRingWatch(store: store, encryptionKeys: encryptionKeys, failed: failed)
    let tending = KeyRingTending(failed: failed)
    while !Task.isCancelled {
      do {
        try await refresh()
        let now = clock()
        followed.withLock { $0 = now }
        await watch.look(at: held, version: version, now: now)
        if let custodian { try await look(after: custodian, by: tending, at: now) }
      } catch is CancellationError {
        break
      } catch {
        failed(error)
      }
      do { try await doorbell.pause(for: interval) } catch { break }
    }
    await tending.stop()
  }

  private func look(after custodian: KeyCustodian, by tending: KeyRingTending, at now: NumericDate) async throws {
    let contents = snapshot.withLock { $0.contents }
    if tending.isBusy, custodian.hasSteps(in: contents, at: now) {
      // The steps themselves need the database alone, and do not wait for a token or an authority either.
      try await custodian.advance(at: now)
      try await refresh()
    } else if tending.isFree(at: now), custodian.hasWork(in: contents, at: now) {
      tending.begin(at: now) {
        try await custodian.tend(at: now)
        try await self.refresh()
      }
    }
  }
}
