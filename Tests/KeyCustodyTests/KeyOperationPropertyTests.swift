import JOSE
import Testing

@testable import KeyCustody

/// Random sequences of everything that operators and the schedule do to keys, while the `max-age` of the set grows.
@Suite struct KeyOperationPropertyTests {
  static let slots = [KeySlot(.token, .es256), KeySlot(.token, .edDSA)]
  static let life = 50

  struct World {
    let store = ValueKeyStore()
    let custodian: KeyCustodian
    let ring: KeyRing
    var now = NumericDate(1_800_000_000)
    var maximumAge = 20
    var signed: [(kid: String, compact: String, expires: NumericDate)] = []
    /// Keys that somebody let sign before their time.
    var hurried: Set<String> = []
    var revoked: Set<String> = []

    init() async throws {
      let encryptionKey = try #require(KeyEncryptionKey(bytes: Random.bytes(32)))
      custodian = KeyCustodian(
        store: store, encryptionKey: encryptionKey,
        policies: [.token: try RotationPolicy(announce: 45, sign: 120, longestLife: life)])
      try await custodian.prepare(slots, jwksMaximumAge: maximumAge, at: now)
      ring = try await KeyRing(store: store, encryptionKey: encryptionKey)
      hurried = Set(try await store.contents().keys.map(\.kid))
    }

    /// One thing that somebody does; what a rule refuses changes nothing.
    mutating func act(using random: inout Seeded) async throws {
      let slot = slots[Int.random(in: 0..<2, using: &random)]
      let contents = try await store.contents()
      do {
        switch Int.random(in: 0..<12, using: &random) {
        case 0:
          let start = now + Int.random(in: 0...150, using: &random)
          try await custodian.announce(slot, signsFrom: start, at: now)
        case 1:
          guard let key = contents.announced(in: slot) else { return }
          try await custodian.promote(key.kid, at: now)
          hurried.insert(key.kid)
        case 2:
          guard let key = contents.announced(in: slot) else { return }
          try await custodian.withdraw(key.kid, at: now)
        case 3:
          guard let key = contents.keys.filter({ $0.state != .removed }).randomElement(using: &random) else { return }
          let plan = try await custodian.revoke(key.kid, at: now)
          revoked.insert(key.kid)
          if let signing = try await store.contents().signing(in: plan.slot), key.state == .signing {
            hurried.insert(signing.kid)
          }
        case 4: try await custodian.rotate(slot, at: now)
        case 5:
          try await custodian.rotate(slot, immediately: true, at: now)
          if let signing = try await store.contents().signing(in: slot) { hurried.insert(signing.kid) }
        case 6:
          maximumAge = max(maximumAge, Int.random(in: 20...60, using: &random))
          try await custodian.prepare(slots, jwksMaximumAge: maximumAge, at: now)
        default: try await custodian.tend(at: now)
        }
      } catch is KeyCustodyError {
        // Refused: the sequence goes on.
      }
    }

    mutating func sign(using random: inout Seeded) async throws {
      for slot in slots {
        let key = try ring.current(slot.use, slot.algorithm, at: now)
        let expires = now + Int.random(in: 1...KeyOperationPropertyTests.life, using: &random)
        signed.append((key.kid, try await key.sign(["exp": .date(expires)], type: "at+jwt"), expires))
      }
    }

    mutating func check() async throws {
      let contents = try await store.contents()
      for slot in slots {
        #expect(contents.keys.count { $0.slot == slot && $0.state == .signing } == 1, "a gap, or two that sign")
        #expect(contents.keys.count { $0.slot == slot && $0.state == .announced } <= 1)
      }
      for key in contents.keys where key.promotedAt != nil && !hurried.contains(key.kid) {
        let announced = try #require(key.promotedAt) - key.dates.announcedAt
        #expect(announced > longestWhenPromoted[key.kid, default: maximumAge], "it signs before everybody has it")
      }
      let present = now
      signed.removeAll { $0.expires <= present }
      let set = try JWKSet(parsing: JSON(parsing: ring.jwks.bytes))
      for thing in signed where !revoked.contains(thing.kid) {
        let key = try #require(set.key(id: thing.kid), "a key is gone before what it signed")
        #expect(throws: Never.self) {
          try UnverifiedJWS(compact: thing.compact).verified(by: key.key, type: "at+jwt")
        }
      }
      for kid in revoked { #expect(set.key(id: kid) == nil) }
    }

    /// The longest `max-age` at the moment at which each key took over.
    var longestWhenPromoted: [String: Int] = [:]

    mutating func remember() async throws {
      for key in try await store.contents().keys where key.promotedAt != nil && longestWhenPromoted[key.kid] == nil {
        longestWhenPromoted[key.kid] = maximumAge
      }
    }
  }

  @Test(arguments: 1...16)
  func `whatever is done, what was signed verifies, one key signs, and none too early`(seed: Int) async throws {
    var random = Seeded(7_000 + seed)
    var world = try await World()
    for _ in 0..<90 {
      world.now =
        world.now
        + (Int.random(in: 0..<25, using: &random) == 0 ? 400 : Int.random(in: 0...14, using: &random))
      try await world.act(using: &random)
      try await world.remember()
      if Bool.random(using: &random) { try await world.custodian.tend(at: world.now) }
      try await world.remember()
      try await world.ring.refresh()
      try await world.sign(using: &random)
      try await world.check()
    }
  }
}
