import JOSE
import KeyCustody
import Testing

/// Random lives of a ring, tended now and then, with replicas that hear of changes late.
@Suite struct KeyLifeCyclePropertyTests {
  struct Signed {
    let kid: String
    let compact: String
    let expires: NumericDate
  }

  static let slots = [KeySlot(.token, .es256), KeySlot(.token, .edDSA)]
  static let maximumAge = 20
  static let announce = 40
  static let life = 50

  /// One life, and all that was signed in it and has not expired.
  struct Life {
    let store = ValueKeyStore()
    let encryptionKey: KeyEncryptionKey
    let custodian: KeyCustodian
    /// A replica that refreshes late.
    let replica: KeyRing
    var now = NumericDate(1_800_000_000)
    var signed: [Signed] = []
    var dates: [String: KeyDates] = [:]

    init() async throws {
      encryptionKey = try #require(KeyEncryptionKey(bytes: Random.bytes(32)))
      custodian = KeyCustodian(
        store: store, encryptionKey: encryptionKey,
        policies: [.token: try RotationPolicy(announce: announce, sign: 90, longestLife: life)])
      try await custodian.prepare(slots, jwksMaximumAge: maximumAge, at: now)
      replica = try await KeyRing(store: store, encryptionKey: encryptionKey)
    }

    mutating func sign(life: Int) async throws {
      for slot in slots {
        let key = try replica.current(slot.use, slot.algorithm, at: now)
        signed.append(
          Signed(
            kid: key.kid, compact: try await key.sign(["exp": .date(now + life)], type: "at+jwt"), expires: now + life))
      }
    }

    /// The set as a verifier fetches it now.
    func fetch() async throws -> JWKSet {
      let ring = try await KeyRing(store: store, encryptionKey: encryptionKey)
      return try JWKSet(parsing: JSON(parsing: ring.jwks.bytes))
    }

    mutating func check(by set: JWKSet, using random: inout Seeded) throws {
      let present = now
      signed.removeAll { $0.expires <= present }
      for signed in signed {
        let key = try #require(set.key(id: signed.kid), "a key is gone before what it signed")
        #expect(key.key.thumbprint == signed.kid)
      }
      // The signatures themselves of a few: the name of a key is its thumbprint, so that the rest follows.
      for signed in signed.shuffled(using: &random).prefix(2) {
        let token = try UnverifiedJWS(compact: signed.compact)
        let key = try #require(set.key(id: token.keyID ?? ""))
        #expect(throws: Never.self) { try token.verified(by: key.key, type: "at+jwt") }
      }
    }

    /// What holds at every moment.
    mutating func checkRing() async throws {
      let keys = try await store.contents().keys
      for slot in slots {
        #expect(keys.count { $0.slot == slot && $0.state == .signing } == 1)
        #expect(keys.count { $0.slot == slot && $0.state == .announced } <= 1)
      }
      for key in keys {
        #expect(dates[key.kid, default: key.dates] == key.dates)
        dates[key.kid] = key.dates
      }
    }
  }

  @Test(arguments: 1...12)
  func `whatever was signed verifies until it expires`(seed: Int) async throws {
    var random = Seeded(seed)
    var life = try await Life()
    for _ in 0..<80 {
      // Mostly small steps; sometimes the whole system sleeps for longer than a key's life.
      life.now = life.now + (Int.random(in: 0..<20, using: &random) == 0 ? 500 : Int.random(in: 0...15, using: &random))
      switch Int.random(in: 0..<10, using: &random) {
      case 0: do { try await life.custodian.rotate(slot(&random), at: life.now) } catch is KeyCustodyError {}
      case 1: try await life.custodian.rotate(slot(&random), immediately: true, at: life.now)
      case 2...5: try await life.custodian.tend(at: life.now)
      default: break
      }
      // A replica is late by a moment: it signs once more by what it knew.
      if Bool.random(using: &random) { try await life.sign(life: Self.life) }
      try await life.replica.refresh()
      try await life.sign(life: Int.random(in: 1...Self.life, using: &random))
      try life.check(by: try await life.fetch(), using: &random)
      try await life.checkRing()
    }
  }

  @Test(arguments: 1...12)
  func `without haste, a set kept for its whole age is enough`(seed: Int) async throws {
    var random = Seeded(1_000 + seed)
    var life = try await Life()
    var kept = try await life.fetch()
    var fetched = life.now
    for _ in 0..<80 {
      life.now = life.now + Int.random(in: 0...12, using: &random)
      if Int.random(in: 0..<6, using: &random) == 0 {
        do { try await life.custodian.rotate(slot(&random), at: life.now) } catch is KeyCustodyError {}
      }
      if Bool.random(using: &random) { try await life.custodian.tend(at: life.now) }
      try await life.replica.refresh()
      try await life.sign(life: Self.life)
      if life.now - fetched >= Self.maximumAge {
        kept = try await life.fetch()
        fetched = life.now
      }
      try life.check(by: kept, using: &random)
      try await life.checkRing()
    }
    #expect(life.dates.count > 6, "keys were rotated")
  }

  private func slot(_ random: inout Seeded) -> KeySlot { Self.slots[Int.random(in: 0..<2, using: &random)] }
}
