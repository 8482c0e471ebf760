import JOSE
import KeyCustody
import Testing

/// What operators do by hand: announce for a date, promote, withdraw, revoke; and the judgement of a plan.
@Suite struct KeyOperatingTests {
  static let slot = KeySlot(.token, .es256)
  static let start = NumericDate(1_800_000_000)

  let store = ValueKeyStore()
  let encryptionKey: KeyEncryptionKey
  let custodian: KeyCustodian
  let policy: RotationPolicy

  init() throws {
    encryptionKey = try #require(KeyEncryptionKey(bytes: [UInt8](repeating: 7, count: 32)))
    policy = try RotationPolicy(announce: 100, sign: 300, longestLife: 50)
    custodian = KeyCustodian(store: store, encryptionKey: encryptionKey, policies: [.token: policy])
  }

  private func prepare() async throws {
    try await custodian.prepare([Self.slot], jwksMaximumAge: 60, at: Self.start)
  }

  private func signing() async throws -> StoredKey {
    try #require(try await store.contents().signing(in: Self.slot))
  }

  private func faults(at now: NumericDate = start) async throws -> [KeyScheduleFault] {
    KeySchedule.faults(in: try await store.contents(), slots: [Self.slot], policy: { _ in policy }, at: now)
  }

  @Test func `a key announced for a date within the longest max-age is refused`() async throws {
    try await prepare()
    await #expect(throws: KeyCustodyError.announcementTooShort(longestMaximumAge: 60)) {
      try await custodian.announce(Self.slot, signsFrom: Self.start + 60, at: Self.start)
    }
    let key = try await custodian.announce(Self.slot, signsFrom: Self.start + 61, at: Self.start)
    #expect(key.dates.signsFrom == Self.start + 61)
  }

  @Test func `a promoted key signs before its date`() async throws {
    try await prepare()
    let former = try await signing()
    let next = try await custodian.announce(Self.slot, signsFrom: nil, at: Self.start)
    try await custodian.promote(next.kid, at: Self.start + 1)
    #expect(try await signing().kid == next.kid)
    #expect(try await store.contents().key(former.kid).state == .retired)
    await #expect(throws: KeyCustodyError.wrongState(kid: next.kid, .signing)) {
      try await custodian.promote(next.kid, at: Self.start + 2)
    }
  }

  @Test func `only an announced key is withdrawn`() async throws {
    try await prepare()
    let former = try await signing()
    await #expect(throws: KeyCustodyError.wrongState(kid: former.kid, .signing)) {
      try await custodian.withdraw(former.kid, at: Self.start)
    }
    let next = try await custodian.announce(Self.slot, signsFrom: nil, at: Self.start)
    try await custodian.withdraw(next.kid, at: Self.start)
    #expect(try await store.contents().key(next.kid).privateKey == nil)
    #expect(try await signing().kid == former.kid)
  }

  @Test func `a revoked signing key is replaced by its announced successor`() async throws {
    try await prepare()
    let stolen = try await signing()
    let next = try await custodian.announce(Self.slot, signsFrom: nil, at: Self.start)
    let plan = try KeyRevocation(of: stolen.kid, in: try await store.contents())
    #expect(plan.replacement == .announced(kid: next.kid))
    let done = try await custodian.revoke(stolen.kid, at: Self.start + 1)
    #expect(done.replacement == plan.replacement)
    #expect(try await signing().kid == next.kid)
    #expect(try await store.contents().key(stolen.kid).state == .removed)
  }

  @Test func `a revoked signing key without a successor is replaced by a new one, and verifies nothing`() async throws {
    try await prepare()
    let stolen = try await signing()
    let ring = try await KeyRing(store: store, encryptionKey: encryptionKey)
    #expect(ring.verificationKey(stolen.kid) != nil)
    #expect(try await custodian.revoke(stolen.kid, at: Self.start + 1).replacement == .new(withdrawing: nil))
    try await ring.refresh()
    #expect(ring.verificationKey(stolen.kid) == nil)
    #expect(try ring.current(.token, .es256, at: Self.start + 1).kid != stolen.kid)
    let revoked = try await store.contents().key(stolen.kid)
    #expect(revoked.privateKey == nil)
    #expect(revoked.removedAt == Self.start + 1)
  }

  @Test func `a removed or unknown key is not revoked`() async throws {
    try await prepare()
    let stolen = try await signing()
    try await custodian.revoke(stolen.kid, at: Self.start + 1)
    await #expect(throws: KeyCustodyError.wrongState(kid: stolen.kid, .removed)) {
      try await custodian.revoke(stolen.kid, at: Self.start + 2)
    }
    await #expect(throws: KeyCustodyError.unknownKey(kid: "none")) {
      try await custodian.revoke("none", at: Self.start)
    }
  }

  @Test func `a schedule that was left to itself has no fault`() async throws {
    try await prepare()
    #expect(try await faults().isEmpty)
    try await custodian.tend(at: Self.start + 200)
    #expect(try await faults(at: Self.start + 200).isEmpty)
  }

  @Test func `a successor that begins after its predecessor ends is a gap`() async throws {
    try await prepare()
    try await custodian.announce(Self.slot, signsFrom: Self.start + 400, at: Self.start)
    #expect(
      try await faults() == [.gap(Self.slot, from: Self.start + 300, until: Self.start + 400)])
  }

  @Test func `an announcement shorter than a max-age that was served later is found`() async throws {
    try await prepare()
    let next = try await custodian.announce(Self.slot, signsFrom: Self.start + 100, at: Self.start)
    try await store.change { _ in [.recordMaximumAge(100)] }
    #expect(
      try await faults()
        == [.announcementTooShort(kid: next.kid, seconds: 100, longestMaximumAge: 100)])
  }

  @Test func `a key that nobody replaced in time and a slot without a key are found`() async throws {
    #expect(try await faults() == [.nothingSigns(Self.slot)])
    try await prepare()
    #expect(try await faults(at: Self.start + 300) == [.overdue(Self.slot, since: Self.start + 300)])
  }

  @Test func `a policy must announce for longer than the longest max-age`() {
    #expect(KeySchedule.refusal(of: policy, longestMaximumAge: 100) == .announcementTooShort)
    #expect(KeySchedule.refusal(of: policy, longestMaximumAge: 99) == nil)
  }

  @Test func `a dry run tells the dates that come true`() async throws {
    try await prepare()
    let former = try await signing()
    let timeline = KeyTimeline(
      of: Self.slot, in: try await store.contents(), policy: policy, announcingNow: true, at: Self.start)
    #expect(
      timeline.steps == [
        KeyTimeline.Step(at: Self.start, event: .announced(kid: nil)),
        KeyTimeline.Step(at: Self.start + 100, event: .signs(kid: nil)),
        KeyTimeline.Step(at: Self.start + 100, event: .retires(kid: former.kid)),
        KeyTimeline.Step(at: former.dates.removesAt, event: .removed(kid: former.kid)),
      ])
    try await custodian.rotate(Self.slot, at: Self.start)
    try await custodian.tend(at: Self.start + 99)
    #expect(try await signing().kid == former.kid)
    try await custodian.tend(at: Self.start + 100)
    #expect(try await store.contents().key(former.kid).state == .retired)
  }

  @Test func `a key that does not open under the key-encryption key is found`() async throws {
    try await prepare()
    #expect(try await custodian.faults().isEmpty)
    let other = try #require(KeyEncryptionKey(bytes: [UInt8](repeating: 8, count: 32)))
    let kid = try await signing().kid
    #expect(try await KeyCustodian(store: store, encryptionKey: other).faults() == [kid: .doesNotOpen])
  }
}
