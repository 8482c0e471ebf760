import JOSE
import KeyCustody
import SQLStore
import TestSupport
import Testing

@Suite struct KeyStoreConformance {
  private static let schema = Schema([SQLKeyStore.self])
  private static let slot = KeySlot(.token, .es256)
  private static let now = NumericDate(1_800_000_000)

  private struct Refusal: Error {}

  private func key(_ number: Int, _ slot: KeySlot = slot, state: KeyState = .announced) throws -> StoredKey {
    let verificationKey = try SigningKey.generate(slot.algorithm).verificationKey
    let now = Self.now + number
    return StoredKey(
      kid: verificationKey.thumbprint, slot: slot,
      dates: KeyDates(
        createdAt: now, announcedAt: now, signsFrom: now + 10, retiresAt: now + 20, removesAt: now + 30),
      verificationKey: verificationKey, state: state, privateKey: SealedBytes(stored: [1, 2, UInt8(number)]),
      certificateChain: [])
  }

  @Test(arguments: StoreEngine.allCases)
  func `a fresh store is empty`(engine: StoreEngine) async throws {
    try await engine.withDatabase(Self.schema) { database in
      let contents = try await SQLKeyStore(database).contents()
      #expect(contents == .empty)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `rows become what the value would`(engine: StoreEngine) async throws {
    try await engine.withDatabase(Self.schema) { database in
      let store = SQLKeyStore(database)
      let keys = [try key(1), try key(2, KeySlot(.token, .rs256)), try key(3, KeySlot(.credential, .edDSA))]
      let secret = StoredSecret(
        id: "AbC-", purpose: .refresh, sealed: SealedBytes(stored: [9]), createdAt: Self.now, activeFrom: Self.now + 5)
      let script: [[KeyChange]] = [
        [.recordMaximumAge(300), .announce(keys[0]), .announce(keys[1])],
        [.recordMaximumAge(60), .addSecret(secret)],
        [.transition(KeyTransition(kid: keys[0].kid, from: .announced, to: .signing, at: Self.now + 10))],
        [.announce(keys[2]), .retireSecret(.refresh, id: "AbC-", at: Self.now + 100)],
        [.transition(KeyTransition(kid: keys[0].kid, from: .signing, to: .retired, at: Self.now + 20))],
        // A step from a state in which the key no longer is changes nothing.
        [.transition(KeyTransition(kid: keys[0].kid, from: .signing, to: .retired, at: Self.now + 25))],
        [.transition(KeyTransition(kid: keys[0].kid, from: .retired, to: .removed, at: Self.now + 30))],
        [],
        [.removeSecret(.refresh, id: "AbC-")],
      ]
      var expected = KeyRingContents.empty
      for changes in script {
        try await store.change { _ in changes }
        expected = expected.applying(changes)
        #expect(try await store.contents() == expected)
        #expect(try await store.version() == expected.version)
      }
      #expect(expected.version == 8)
      #expect(expected.longestMaximumAge == 300)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a rule sees the contents it changes, and changes nothing when it throws`(engine: StoreEngine) async throws {
    try await engine.withDatabase(Self.schema) { database in
      let store = SQLKeyStore(database)
      let first = try key(1)
      try await store.change { _ in [.announce(first)] }
      await #expect(throws: Refusal.self) {
        try await store.change { contents in
          #expect(contents.keys == [first])
          throw Refusal()
        }
      }
      #expect(try await store.version() == 1)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a slot never has two keys that sign, nor two that are announced`(engine: StoreEngine) async throws {
    try await engine.withDatabase(Self.schema) { database in
      let store = SQLKeyStore(database)
      let first = try key(1)
      let second = try key(2)
      try await store.change { _ in [.announce(first)] }
      await #expect(throws: StoreError.self) { try await store.change { _ in [.announce(second)] } }
      try await store.change { _ in
        [
          .transition(KeyTransition(kid: first.kid, from: .announced, to: .signing, at: Self.now)), .announce(second),
        ]
      }
      await #expect(throws: StoreError.self) {
        try await store.change { _ in
          [.transition(KeyTransition(kid: second.kid, from: .announced, to: .signing, at: Self.now))]
        }
      }
      #expect(try await store.version() == 2)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `processes that start at once agree on one key for each slot`(engine: StoreEngine) async throws {
    try await engine.withDatabase(Self.schema) { database in
      let encryptionKey = try #require(KeyEncryptionKey(bytes: Random.bytes(32)))
      let custodian = KeyCustodian(store: SQLKeyStore(database), encryptionKey: encryptionKey)
      let slots = [Self.slot, KeySlot(.token, .edDSA)]
      try await withThrowingTaskGroup { group in
        for _ in 0..<8 {
          group.addTask { try await custodian.prepare(slots, jwksMaximumAge: 60, at: Self.now) }
        }
        try await group.waitForAll()
      }
      let contents = try await SQLKeyStore(database).contents()
      #expect(contents.keys.map(\.state) == [.signing, .signing])
      #expect(contents.secrets.count == SecretPurpose.allCases.count)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `replicas that tend at once rotate once`(engine: StoreEngine) async throws {
    try await engine.withDatabase(Self.schema) { database in
      let encryptionKey = try #require(KeyEncryptionKey(bytes: Random.bytes(32)))
      let store = SQLKeyStore(database)
      let custodian = KeyCustodian(
        store: store, encryptionKey: encryptionKey,
        policies: [.token: try RotationPolicy(announce: 100, sign: 300, longestLife: 50)])
      try await custodian.prepare([Self.slot], jwksMaximumAge: 60, at: Self.now)
      // Rotations at 300, 600 and 900; eight replicas at every moment.
      for moment in stride(from: 0, through: 1_000, by: 50) {
        try await withThrowingTaskGroup { group in
          for _ in 0..<8 { group.addTask { try await custodian.tend(at: Self.now + moment) } }
          try await group.waitForAll()
        }
      }
      let keys = try await store.contents().keys
      #expect(keys.map(\.state) == [.removed, .removed, .retired, .signing])
      #expect(keys.map(\.dates.signsFrom) == [0, 300, 600, 900].map { Self.now + $0 })
      // What was sealed into rows opens again.
      let ring = try await KeyRing(store: store, encryptionKey: encryptionKey)
      #expect(try ring.current(.token, .es256, at: Self.now + 1_000).kid == keys[3].kid)
    }
  }
}
