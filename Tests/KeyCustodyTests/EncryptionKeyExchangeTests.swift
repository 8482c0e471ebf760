import Foundation
import JOSE
import TestSupport
import Testing

@testable import KeyCustody

/// The key-encryption key is exchanged while rings follow.
@Suite struct EncryptionKeyExchangeTests {
  static let slots = [KeySlot(.token, .es256), KeySlot(.token, .edDSA)]
  static let start = NumericDate(1_800_000_000)

  let store = ValueKeyStore()
  let former: KeyEncryptionKey
  let next: KeyEncryptionKey
  let both: EncryptionKeyring
  let custodian: KeyCustodian

  init() async throws {
    former = try #require(KeyEncryptionKey(bytes: [UInt8](repeating: 7, count: 32)))
    next = try #require(KeyEncryptionKey(bytes: [UInt8](repeating: 8, count: 32)))
    both = EncryptionKeyring(former, [next])
    custodian = KeyCustodian(
      store: store, encryptionKeys: both,
      policies: [.token: try RotationPolicy(announce: 100, sign: 300, longestLife: 50)])
    try await custodian.prepare(Self.slots, jwksMaximumAge: 60, at: Self.start)
  }

  private func exchange(atMost limit: Int = 3) async throws {
    try await custodian.adopt(encryptionKey: next.id, at: Self.start)
    while try await custodian.reseal(atMost: limit) > 0 {}
  }

  @Test func `a new database says under which key it is sealed`() async throws {
    #expect(try await store.contents().encryptionKeyID == former.id)
    #expect(try await custodian.encryptionKeyUse(at: Self.start).sealed.keys.sorted() == [former.id])
  }

  @Test func `after the exchange the next key opens everything, and the former nothing`() async throws {
    let before = try await KeyRing(store: store, encryptionKeys: both)
    try await exchange()
    let use = try await custodian.encryptionKeyUse(at: Self.start)
    #expect(use.current == next.id && use.rowsLeft == 0 && use.isExchanged)
    let after = try await KeyRing(store: store, encryptionKey: next)
    #expect(after.jwks == before.jwks)
    let sealed = try before.secrets.seal([1, 2, 3], .evidence, associatedData: [], at: Self.start)
    #expect(try after.secrets.open(sealed, .evidence, associatedData: [], at: Self.start) == [1, 2, 3])
    await #expect(throws: SealRefusal.otherKey) { try await KeyRing(store: store, encryptionKey: former) }
  }

  @Test(arguments: 0...12)
  func `an exchange that was interrupted anywhere goes on, and every ring opens in between`(done: Int) async throws {
    try await custodian.adopt(encryptionKey: next.id, at: Self.start)
    for _ in 0..<done { _ = try await custodian.reseal(atMost: 1) }
    let ring = try await KeyRing(store: store, encryptionKeys: EncryptionKeyring(former, [next]))
    _ = try await ring.current(.token, .es256, at: Self.start).sign(["a": 1], type: nil)
    let rows = try await store.contents().sealedRows.count
    let named = try await custodian.underFormerEncryptionKey()
    #expect(named.count == max(0, rows - done))
    #expect(named.allSatisfy { $0.encryptionKey == former.id })
    #expect(try await custodian.encryptionKeyUse(at: Self.start).isExchanged == named.isEmpty)
    // Somebody else goes on.
    let other = KeyCustodian(store: store, encryptionKeys: EncryptionKeyring(next, [former]))
    while try await other.reseal(atMost: 2) > 0 {}
    _ = try await KeyRing(store: store, encryptionKey: next)
  }

  @Test func `what is made during the exchange is sealed under the next key`() async throws {
    try await custodian.adopt(encryptionKey: next.id, at: Self.start)
    let key = try await custodian.announce(Self.slots[0], signsFrom: nil, at: Self.start)
    #expect(key.privateKey?.encryptionKeyID == next.id)
    try await custodian.rotateSecret(.frame, keepingFormerFor: 10, at: Self.start)
    #expect(try await store.contents().secrets.last?.sealed.encryptionKeyID == next.id)
  }

  @Test func `what was sealed before the change-over and comes after it is not stored`() async throws {
    let late = try await custodian.makeKey(Self.slots[0], in: .database, signsFrom: Self.start + 100, at: Self.start)
    try await custodian.adopt(encryptionKey: next.id, at: Self.start)
    await #expect(throws: KeyCustodyError.encryptionKeyExchanged) {
      try await custodian.change { _ in [.announce(late)] }
    }
  }

  @Test func `a key that a serving process does not have is refused`() async throws {
    let lacking = KeyFollower(
      instance: "a", host: "hall-2", encryptionKeys: [former.id], version: 1, seenAt: Self.start - 5)
    try await store.note(lacking)
    await #expect(throws: KeyCustodyError.encryptionKeyMissing(id: next.id, hosts: ["hall-2"])) {
      try await custodian.adopt(encryptionKey: next.id, at: Self.start)
    }
    #expect(try await store.contents().encryptionKeyID == former.id)
    // Silent for long: it has stopped.
    try await custodian.adopt(encryptionKey: next.id, at: Self.start + KeyFollower.silence)
  }

  @Test func `a key that was replaced does not come back`() async throws {
    try await exchange()
    await #expect(throws: KeyCustodyError.encryptionKeyReplaced(id: former.id)) {
      try await custodian.adopt(encryptionKey: former.id, at: Self.start)
    }
    // Asking again for what is done changes nothing.
    let version = try await store.version()
    try await exchange()
    #expect(try await store.version() == version)
    #expect(try await custodian.encryptionKeyUse(at: Self.start).former == [former.id])
  }

  @Test func `a key that is not here is refused`() async throws {
    await #expect(throws: KeyCustodyError.encryptionKeyUnknown(id: "AAAAAAAAAAA")) {
      try await custodian.adopt(encryptionKey: "AAAAAAAAAAA", at: Self.start)
    }
  }

  @Test func `the former key is needed until every serving process has followed`() async throws {
    try await exchange()
    let version = try await store.version()
    func note(_ version: Int64) async throws {
      try await store.note(
        KeyFollower(
          instance: "a", host: "hall-1", encryptionKeys: [former.id, next.id], version: version, seenAt: Self.start))
    }
    try await note(version - 1)
    #expect(try await !custodian.encryptionKeyUse(at: Self.start).isExchanged)
    try await note(version)
    #expect(try await custodian.encryptionKeyUse(at: Self.start).isExchanged)
  }

  @Test(.timeLimit(.minutes(15)))
  func `a running ring reads the next key when its file is put in place, and says so`() async throws {
    try await withTemporaryFolder { folder in
      try PrivateFile.create(folder + "/kek", [UInt8](repeating: 7, count: 32))
      let keys = try EncryptionKeyring(.file(folder + "/kek"), others: [.file(folder + "/next")])
      let ring = try await KeyRing(store: store, encryptionKeys: keys)
      let running = Task {
        await ring.run(every: .milliseconds(1), clock: { Self.start }, failed: { Issue.record($0) })
      }
      while try await store.followers().isEmpty { try await Task.sleep(for: .milliseconds(1)) }
      await #expect(throws: KeyCustodyError.self) { try await custodian.adopt(encryptionKey: next.id, at: Self.start) }
      try PrivateFile.create(folder + "/next", [UInt8](repeating: 8, count: 32))
      while try await !store.followers().allSatisfy({ $0.encryptionKeys.contains(next.id) }) {
        try await Task.sleep(for: .milliseconds(1))
      }
      try await exchange()
      while try await !custodian.encryptionKeyUse(at: Self.start).isExchanged {
        try await Task.sleep(for: .milliseconds(1))
      }
      _ = try await ring.current(.token, .es256, at: Self.start).sign(["a": 1], type: nil)
      running.cancel()
      await running.value
    }
  }
}
