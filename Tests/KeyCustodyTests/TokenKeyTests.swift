import JOSE
import LibCrypto
import Testing
import TestSupport

@testable import KeyCustody

/// Signing keys in a token: made there, signing there, lost with it, destroyed in it.
@Suite struct TokenKeyTests {
  static let held = KeySlot(.token, .es256)
  static let other = KeySlot(.token, .rs256)
  static let start = NumericDate(1_800_000_000)

  let store = ValueKeyStore()
  let stage: TestToken
  let token: HardwareToken
  let keys: EncryptionKeyring
  let custodian: KeyCustodian

  init() throws {
    stage = try TestToken.take()
    token = try stage.opened()
    keys = EncryptionKeyring(try #require(KeyEncryptionKey(bytes: [UInt8](repeating: 7, count: 32))))
    custodian = KeyCustodian(
      store: store, encryptionKeys: keys, token: token,
      policies: [.token: try RotationPolicy(announce: 100, sign: 300, longestLife: 50)])
  }

  private func ring() async throws -> KeyRing { try await KeyRing(store: store, encryptionKeys: keys, token: token) }

  private func moveIn(_ slot: KeySlot = held) async throws -> StoredKey {
    try await custodian.prepare([Self.held, Self.other], jwksMaximumAge: 60, at: Self.start)
    let key = try await custodian.announce(slot, in: .hsm, signsFrom: nil, at: Self.start)
    try await custodian.promote(key.kid, at: Self.start)
    return key
  }

  @Test(arguments: [KeySlot(.token, .es256), KeySlot(.token, .rs256)])
  func `a key in the token signs what the published set verifies`(slot: KeySlot) async throws {
    let made = try await moveIn(slot)
    let ring = try await ring()
    let key = try ring.current(slot.use, slot.algorithm, at: Self.start)
    #expect(key.kid == made.kid)
    #expect(made.location?.token == token.label)
    let jws = try UnverifiedJWS(compact: await key.sign(["a": 1], type: "at+jwt"))
    let published = try #require(try JWKSet(parsing: JSON(parsing: ring.jwks.bytes)).key(id: key.kid))
    #expect(try jws.verified(by: published.key, type: "at+jwt")["a"] == 1)
    #expect(try await custodian.faults().isEmpty)
  }

  @Test func `nothing of the private part is in the database`() async throws {
    let made = try await moveIn()
    let sealed = try #require(made.privateKey)
    let bytes = try keys.open(sealed, for: StoredKey.sealingContext(kid: made.kid))
    #expect(String(decoding: bytes, as: UTF8.self) == made.location?.text)
  }

  @Test func `a place that was exchanged in the database does not open`() async throws {
    let made = try await moveIn()
    var forged = made
    forged.location = KeyLocation(token: token.label, id: [1])
    #expect(throws: SealRefusal.altered) {
      _ = try KeyOpening(of: forged, try #require(made.privateKey), encryptionKeys: keys, token: token)
    }
  }

  @Test(arguments: SignatureAlgorithm.allCases.filter { ![.es256, .rs256].contains($0) })
  func `other algorithms are refused in a token`(algorithm: SignatureAlgorithm) async throws {
    let slot = KeySlot(.token, algorithm)
    try await custodian.prepare([slot], jwksMaximumAge: 60, at: Self.start)
    await #expect(throws: KeyCustodyError.notInToken(algorithm)) {
      try await custodian.announce(slot, in: .hsm, signsFrom: nil, at: Self.start)
    }
  }

  @Test func `without a token none is made there`() async throws {
    let without = KeyCustodian(store: store, encryptionKeys: keys)
    try await without.prepare([Self.held], jwksMaximumAge: 60, at: Self.start)
    await #expect(throws: KeyCustodyError.noToken) {
      try await without.announce(Self.held, in: .hsm, signsFrom: nil, at: Self.start)
    }
  }

  @Test func `a successor is made where its predecessor is`() async throws {
    _ = try await moveIn()
    let next = try await custodian.rotate(Self.held, at: Self.start)
    #expect(try await store.contents().key(next).location != nil)
    let elsewhere = try await custodian.rotate(Self.other, at: Self.start)
    #expect(try await store.contents().key(elsewhere).location == nil)
    // By the schedule too.
    try await custodian.tend(at: Self.start + 500)
    try await custodian.tend(at: Self.start + 900)
    #expect(try await store.contents().announced(in: Self.held)?.location != nil)
  }

  @Test func `a removed key is destroyed in the token`() async throws {
    let made = try await moveIn()
    let id = try #require(made.location).id
    try await custodian.revoke(made.kid, at: Self.start + 1)
    try await custodian.tend(at: Self.start + 2)
    #expect(try await store.contents().key(made.kid).location == nil)
    await #expect(throws: TokenError.self) { try await token.ask { try $0.look(for: id) } }
  }

  @Test func `a revoked key's replacement is in the token too`() async throws {
    let made = try await moveIn()
    let done = try await custodian.revoke(made.kid, at: Self.start + 1)
    #expect(done.replacement == .new(withdrawing: nil))
    #expect(done.tokenFault == nil)
    #expect(try await store.contents().signing(in: Self.held)?.location != nil)
  }

  @Test(.timeLimit(.minutes(2)))
  func `a key in a lost token is revoked, and its replacement signs from the database`() async throws {
    let made = try await moveIn()
    try stage.lose()
    let done = try await custodian.revoke(made.kid, at: Self.start + 1)
    #expect(done.replacement == .new(withdrawing: nil))
    #expect(done.tokenFault != nil)
    let contents = try await store.contents()
    #expect(try contents.key(made.kid).state == .removed)
    #expect(contents.signing(in: Self.held)?.location == nil)
    let key = try await ring().current(.token, .es256, at: Self.start + 1)
    #expect(key.kid != made.kid)
    _ = try await key.sign(["a": 1], type: nil)
    // Destroyed as soon as the token is back.
    try stage.giveBack()
    while try await store.contents().key(made.kid).location != nil {
      do { try await custodian.tend(at: Self.start + 2) } catch is TokenError {}
    }
  }

  @Test(.timeLimit(.minutes(2)))
  func `a successor in the same lost token does not leave the slot without a signer`() async throws {
    let made = try await moveIn()
    let next = try await custodian.rotate(Self.held, at: Self.start)
    // While the token answers, the announced key takes over, as verifiers were told.
    #expect(try await custodian.revocation(of: made.kid).replacement == .announced(kid: next))
    try stage.lose()
    // The plan says so before anything is done.
    #expect(try await custodian.revocation(of: made.kid).replacement == .new(withdrawing: next))
    let done = try await custodian.revoke(made.kid, at: Self.start + 1)
    #expect(done.replacement == .new(withdrawing: next))
    #expect(done.tokenFault != nil)
    let contents = try await store.contents()
    #expect(try contents.key(made.kid).state == .removed)
    #expect(try contents.key(next).state == .removed)
    #expect(contents.announced(in: Self.held) == nil)
    let key = try await ring().current(.token, .es256, at: Self.start + 1)
    #expect(key.kid == contents.signing(in: Self.held)?.kid)
    _ = try await key.sign(["a": 1], type: nil)
    try stage.giveBack()
  }

  @Test func `a key in a lost token that signs nothing is revoked without another one`() async throws {
    let signing = try await moveIn()
    let next = try await custodian.rotate(Self.held, at: Self.start)
    try stage.lose()
    let done = try await custodian.revoke(next, at: Self.start + 1)
    #expect(done.replacement == .notNeeded)
    #expect(done.tokenFault == nil)
    let contents = try await store.contents()
    #expect(try contents.key(next).state == .removed)
    #expect(contents.signing(in: Self.held)?.kid == signing.kid)
    #expect(contents.keys.count == 4)
    try stage.giveBack()
  }

  @Test func `without any token configured a key that was in one is revoked`() async throws {
    let made = try await moveIn()
    let without = KeyCustodian(store: store, encryptionKeys: keys)
    let done = try await without.revoke(made.kid, at: Self.start + 1)
    #expect(done.tokenFault == "no token is configured")
    #expect(try await store.contents().signing(in: Self.held)?.location == nil)
  }

  @Test func `a key that a rule refused is not left in the token`() async throws {
    _ = try await moveIn()
    try await custodian.rotate(Self.held, at: Self.start)
    let before = try await store.contents().keys.compactMap(\.location).count
    await #expect(throws: KeyCustodyError.self) { try await custodian.rotate(Self.held, at: Self.start) }
    #expect(try await store.contents().keys.compactMap(\.location).count == before)
  }

  @Test(.timeLimit(.minutes(15)))
  func `while the token is lost its keys cannot sign, others can, and it comes back by itself`() async throws {
    _ = try await moveIn()
    let ring = try await ring()
    let held = try ring.current(.token, .es256, at: Self.start)
    let other = try ring.current(.token, .rs256, at: Self.start)
    _ = try await held.sign(["a": 1], type: nil)
    #expect(ring.tokenFault == nil)
    try stage.lose()
    await #expect(throws: SignerUnavailable.self) { try await held.sign(["a": 1], type: nil) }
    #expect(ring.tokenFault != nil)
    _ = try await other.sign(["a": 1], type: nil)
    // A process that starts meanwhile serves too.
    let started = try await self.ring()
    _ = try await started.current(.token, .rs256, at: Self.start).sign(["a": 1], type: nil)
    try stage.giveBack()
    var isBack = false
    while !isBack {
      do {
        _ = try await held.sign(["a": 1], type: nil)
        isBack = true
      } catch is SignerUnavailable {
        try await Task.sleep(for: .milliseconds(50))
      }
    }
    #expect(ring.tokenFault == nil)
  }

  @Test func `a key-encryption key that a token unwraps is the one that was made`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/kek.wrapped"
      let made = try KeyEncryptionKey.create(wrappedFile: path, for: token)
      let loaded = try EncryptionKeySource.wrapped(path, token).load()
      #expect(loaded.id == made.id)
      let context = SealingContext(table: "t", row: "r")
      #expect(try loaded.open(try made.seal([1, 2], for: context), for: context) == [1, 2])
    }
  }
}
