import JOSE
import KeyCustody
import Testing

/// Rotation, as those who sign and those who verify see it.
@Suite struct KeyLifeCycleTests {
  static let slot = KeySlot(.token, .es256)
  static let start = NumericDate(1_800_000_000)

  let store = ValueKeyStore()
  let encryptionKey: KeyEncryptionKey
  let custodian: KeyCustodian

  init() throws {
    encryptionKey = try #require(KeyEncryptionKey(bytes: [UInt8](repeating: 7, count: 32)))
    custodian = KeyCustodian(
      store: store, encryptionKey: encryptionKey,
      policies: [.token: try RotationPolicy(announce: 100, sign: 300, longestLife: 50)])
  }

  private func ring() async throws -> KeyRing { try await KeyRing(store: store, encryptionKey: encryptionKey) }

  private func prepare(_ slots: [KeySlot] = [slot]) async throws {
    try await custodian.prepare(slots, jwksMaximumAge: 60, at: Self.start)
  }

  private func states() async throws -> [String: KeyState] {
    Dictionary(uniqueKeysWithValues: try await store.contents().keys.map { ($0.kid, $0.state) })
  }

  @Test func `a first start has a key that signs and a secret for each purpose`() async throws {
    try await prepare()
    let ring = try await ring()
    let key = try ring.current(.token, .es256, at: Self.start)
    #expect(ring.published().map(\.kid) == [key.kid])
    for purpose in SecretPurpose.allCases {
      #expect(try ring.secrets.current(purpose, at: Self.start).purpose == purpose)
    }
  }

  @Test func `a second start changes nothing`() async throws {
    try await prepare()
    let before = try await store.contents()
    try await prepare()
    #expect(try await store.contents() == before)
  }

  @Test func `a slot without a key says so`() async throws {
    let ring = try await ring()
    #expect(throws: KeyCustodyError.noSigningKey(Self.slot)) { try ring.current(.token, .es256, at: Self.start) }
  }

  @Test func `a rotated key is published, and signs only once it was announced for long enough`() async throws {
    try await prepare()
    let ring = try await ring()
    let former = try ring.current(.token, .es256, at: Self.start).kid
    let next = try await custodian.rotate(Self.slot, at: Self.start)
    try await ring.refresh()
    #expect(Set(ring.published().map(\.kid)) == [former, next])
    #expect(try ring.current(.token, .es256, at: Self.start).kid == former)

    #expect(try await custodian.advance(at: Self.start + 99) == [])
    let steps = try await custodian.advance(at: Self.start + 100)
    #expect(steps.map(\.kid) == [former, next])
    #expect(steps.map(\.to) == [.retired, .signing])
    try await ring.refresh()
    #expect(try ring.current(.token, .es256, at: Self.start + 100).kid == next)
    #expect(Set(ring.published().map(\.kid)) == [former, next])
  }

  @Test func `at once means at once, for the announced key too`() async throws {
    try await prepare()
    let former = try await ring().current(.token, .es256, at: Self.start).kid
    let announced = try await custodian.rotate(Self.slot, at: Self.start)
    #expect(try await custodian.rotate(Self.slot, immediately: true, at: Self.start + 1) == announced)
    let fresh = try await custodian.rotate(Self.slot, immediately: true, at: Self.start + 2)
    #expect(try await states() == [former: .retired, announced: .retired, fresh: .signing])
    #expect(try await ring().current(.token, .es256, at: Self.start + 2).kid == fresh)
  }

  @Test func `a second successor is refused`() async throws {
    try await prepare()
    let announced = try await custodian.rotate(Self.slot, at: Self.start)
    await #expect(throws: KeyCustodyError.alreadyAnnounced(kid: announced)) {
      try await custodian.rotate(Self.slot, at: Self.start)
    }
    #expect(try await store.contents().keys.count == 2)
  }

  @Test func `an announcement shorter than the longest cache is refused`() async throws {
    try await custodian.prepare([Self.slot], jwksMaximumAge: 100, at: Self.start)
    // A shorter age later does not help: somebody may still hold what was served with the longer one.
    try await custodian.prepare([Self.slot], jwksMaximumAge: 10, at: Self.start)
    await #expect(throws: KeyCustodyError.announcementTooShort(longestMaximumAge: 100)) {
      try await custodian.rotate(Self.slot, at: Self.start)
    }
    #expect(try await store.contents().keys.count == 1)
  }

  @Test func `the schedule announces a successor in time and lets it take over on the day`() async throws {
    try await prepare()
    try await custodian.tend(at: Self.start + 199)
    #expect(try await store.contents().keys.count == 1)
    try await custodian.tend(at: Self.start + 200)
    let announced = try #require(try await store.contents().announced(in: Self.slot))
    #expect(announced.dates.signsFrom == Self.start + 300)
    try await custodian.tend(at: Self.start + 299)
    #expect(try await states()[announced.kid] == .announced)
    try await custodian.tend(at: Self.start + 300)
    #expect(try await states()[announced.kid] == .signing)
  }

  @Test func `a key without a successor goes on signing and is kept for longer by as much`() async throws {
    try await prepare()
    let first = try #require(try await store.contents().signing(in: Self.slot))
    // Nobody tended the ring for a long time.
    try await custodian.tend(at: Self.start + 1_000)
    #expect(try await states()[first.kid] == .signing)
    try await custodian.tend(at: Self.start + 1_100)
    #expect(try await states()[first.kid] == .retired)
    try await custodian.advance(at: Self.start + 1_100 + first.dates.keptFor - 1)
    #expect(try await states()[first.kid] == .retired)
    try await custodian.advance(at: Self.start + 1_100 + first.dates.keptFor)
    #expect(try await states()[first.kid] == .removed)
  }

  @Test func `a removed key is not published and its private part is gone`() async throws {
    try await prepare()
    let ring = try await ring()
    let first = try #require(try await store.contents().signing(in: Self.slot))
    try await custodian.rotate(Self.slot, immediately: true, at: Self.start + 1)
    try await ring.refresh()
    #expect(ring.verificationKey(first.kid) != nil)
    try await custodian.advance(at: first.dates.removesAt + 10)
    try await ring.refresh()
    #expect(ring.verificationKey(first.kid) == nil)
    #expect(!ring.published().contains { $0.kid == first.kid })
    let removed = try await store.contents().keys.first { $0.kid == first.kid }
    #expect(removed?.state == .removed)
    #expect(removed?.privateKey == nil)
  }

  @Test func `the dates of a key do not follow a change of policy`() async throws {
    try await prepare()
    let before = try #require(try await store.contents().signing(in: Self.slot)).dates
    let changed = KeyCustodian(
      store: store, encryptionKey: encryptionKey,
      policies: [.token: try RotationPolicy(announce: 1_000, sign: 9_000, longestLife: 5_000)])
    let next = try await changed.rotate(Self.slot, at: Self.start)
    let contents = try await store.contents()
    #expect(contents.signing(in: Self.slot)?.dates == before)
    #expect(contents.announced(in: Self.slot)?.kid == next)
    #expect(contents.announced(in: Self.slot)?.dates.signsFrom == Self.start + 1_000)
  }

  @Test func `slots do not touch each other`() async throws {
    let other = KeySlot(.token, .edDSA)
    try await prepare([Self.slot, other])
    let before = try await ring().current(.token, .edDSA, at: Self.start).kid
    try await custodian.rotate(Self.slot, immediately: true, at: Self.start)
    #expect(try await ring().current(.token, .edDSA, at: Self.start).kid == before)
  }

  @Test(arguments: SignatureAlgorithm.allCases)
  func `what a key signs names it and verifies by the published set`(algorithm: SignatureAlgorithm) async throws {
    try await prepare([KeySlot(.token, algorithm)])
    let ring = try await ring()
    let key = try ring.current(.token, algorithm, at: Self.start)
    let token = try UnverifiedJWS(compact: await key.sign(["sub": "somebody"], type: "at+jwt"))
    #expect(token.keyID == key.kid)
    let set = try JWKSet(parsing: JSON(parsing: ring.jwks(.token).bytes))
    let published = try #require(set.key(id: key.kid))
    #expect(try token.verified(by: published.key, type: "at+jwt")["sub"] == "somebody")
    #expect(published.key.thumbprint == key.kid)
    // Who knows RFC 7518 only is shown no key of SM2.
    let known = try JWKSet(parsing: JSON(parsing: ring.jwks.bytes))
    #expect((known.key(id: key.kid) != nil) == SignatureAlgorithm.registered.contains(algorithm))
  }

  @Test func `the key set has only public members, and those of its use`() async throws {
    try await prepare([Self.slot, KeySlot(.token, .rs256)])
    let ring = try await ring()
    let keys = try #require(try JSON(parsing: ring.jwks.bytes)["keys"]?.array)
    #expect(keys.count == 2)
    for key in keys {
      let names = Set((key.object ?? [:]).names)
      #expect(names.isSuperset(of: ["kty", "kid", "use", "alg"]))
      #expect(names.isDisjoint(with: ["d", "p", "q", "dp", "dq", "qi", "k"]))
      #expect(key["use"] == "sig")
    }
    #expect(try JSON(parsing: ring.jwks(.credential).bytes)["keys"] == [])
  }

  @Test func `the entity tag changes with the set and only then`() async throws {
    try await prepare()
    let ring = try await ring()
    let replica = try await self.ring()
    #expect(ring.jwks == replica.jwks)
    let before = ring.jwks.entityTag
    try await custodian.rotateSecret(.frame, keepingFormerFor: 10, at: Self.start)
    #expect(try await ring.refresh())
    #expect(ring.jwks.entityTag == before)
    try await custodian.rotate(Self.slot, at: Self.start)
    #expect(try await ring.refresh())
    #expect(ring.jwks.entityTag != before)
  }

  @Test func `a running ring follows what another process does`() async throws {
    try await prepare()
    let ring = try await ring()
    let running = Task { await ring.run(every: .milliseconds(1), clock: { Self.start }, failed: { Issue.record($0) }) }
    let next = try await custodian.rotate(Self.slot, immediately: true, at: Self.start)
    while try ring.current(.token, .es256, at: Self.start).kid != next { try await Task.sleep(for: .milliseconds(1)) }
    running.cancel()
    await running.value
  }

  @Test func `a running ring with a custodian carries out the schedule`() async throws {
    try await prepare()
    let ring = try await ring()
    let first = try ring.current(.token, .es256, at: Self.start).kid
    let announced = try await custodian.rotate(Self.slot, at: Self.start)
    let running = Task {
      await ring.run(
        every: .milliseconds(1), custodian: custodian, clock: { Self.start + 150 }, failed: { Issue.record($0) })
    }
    while try ring.current(.token, .es256, at: Self.start).kid == first { try await Task.sleep(for: .milliseconds(1)) }
    #expect(try ring.current(.token, .es256, at: Self.start).kid == announced)
    running.cancel()
    await running.value
  }

  @Test func `a ring with another key-encryption key does not open`() async throws {
    try await prepare()
    let other = try #require(KeyEncryptionKey(bytes: [UInt8](repeating: 8, count: 32)))
    await #expect(throws: SealRefusal.otherKey) { try await KeyRing(store: store, encryptionKey: other) }
  }
}
