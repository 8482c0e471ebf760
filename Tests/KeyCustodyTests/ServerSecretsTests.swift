import JOSE
import KeyCustody
import Testing

@Suite struct ServerSecretsTests {
  private static let start = NumericDate(1_800_000_000)
  private let message = Array("message".utf8)

  private func made() async throws -> (custodian: KeyCustodian, ring: KeyRing, store: ValueKeyStore) {
    let store = ValueKeyStore()
    let encryptionKey = try #require(KeyEncryptionKey(bytes: Random.bytes(32)))
    let custodian = KeyCustodian(store: store, encryptionKey: encryptionKey)
    try await custodian.prepare([], jwksMaximumAge: 60, at: Self.start)
    return (custodian, try await KeyRing(store: store, encryptionKey: encryptionKey), store)
  }

  @Test func `a code is its message's and its purpose's`() throws {
    let secrets = ServerSecrets.ephemeral()
    let secret = try secrets.current(.frame, at: Self.start)
    let code = secret.authenticationCode(for: message)
    #expect(code.count == 32)
    #expect(secret.isValid(code, for: message))
    #expect(secret.isValid(Array(code.prefix(16)), for: message))
    #expect(!secret.isValid(code, for: Array("massage".utf8)))
    #expect(!secret.isValid(Array(code.prefix(15)), for: message))
    #expect(!secret.isValid(code + [0], for: message))
    #expect(!secret.isValid([], for: message))
    var changed = code
    changed[31] ^= 1
    #expect(!secret.isValid(changed, for: message))
    #expect(!(try secrets.current(.ticket, at: Self.start)).isValid(code, for: message))
  }

  @Test func `what is sealed opens for the same purpose and context only`() throws {
    let secrets = ServerSecrets.ephemeral()
    let sealed = try secrets.seal(message, .evidence, associatedData: [1], at: Self.start)
    #expect(try secrets.open(sealed, .evidence, associatedData: [1], at: Self.start) == message)
    #expect(throws: SealRefusal.altered) { try secrets.open(sealed, .evidence, associatedData: [2], at: Self.start) }
    #expect(throws: SealRefusal.otherKey) { try secrets.open(sealed, .cookieSeal, associatedData: [1], at: Self.start) }
    #expect(throws: SealRefusal.otherKey) {
      try ServerSecrets.ephemeral().open(sealed, .evidence, associatedData: [1], at: Self.start)
    }
    for length in sealed.indices {
      #expect(throws: SealRefusal.self) {
        try secrets.open(Array(sealed.prefix(length)), .evidence, associatedData: [1], at: Self.start)
      }
    }
    for index in sealed.indices {
      var changed = sealed
      changed[index] ^= 0x80
      #expect(throws: SealRefusal.self) { try secrets.open(changed, .evidence, associatedData: [1], at: Self.start) }
    }
  }

  @Test func `a secret survives a restart`() async throws {
    let store = ValueKeyStore()
    let encryptionKey = try #require(KeyEncryptionKey(bytes: Random.bytes(32)))
    let custodian = KeyCustodian(store: store, encryptionKey: encryptionKey)
    try await custodian.prepare([], jwksMaximumAge: 60, at: Self.start)
    let first = try await KeyRing(store: store, encryptionKey: encryptionKey).secrets
    try await custodian.prepare([], jwksMaximumAge: 60, at: Self.start + 9)
    let second = try await KeyRing(store: store, encryptionKey: encryptionKey).secrets
    for purpose in SecretPurpose.allCases {
      let code = try first.current(purpose, at: Self.start).authenticationCode(for: message)
      #expect(try second.current(purpose, at: Self.start).isValid(code, for: message))
    }
  }

  @Test func `a new secret is known before it is used, and the former verifies for as long as was said`() async throws {
    let (custodian, ring, _) = try await made()
    let former = try ring.secrets.current(.refresh, at: Self.start)
    try await custodian.rotateSecret(.refresh, keepingFormerFor: 100, at: Self.start)
    try await ring.refresh()
    #expect(try ring.secrets.current(.refresh, at: Self.start + 4).id == former.id)
    let next = try ring.secrets.current(.refresh, at: Self.start + 5)
    #expect(next.id != former.id)
    #expect(ring.secrets.secret(.refresh, id: former.id, at: Self.start + 104) != nil)
    #expect(ring.secrets.secret(.refresh, id: former.id, at: Self.start + 105) == nil)
    #expect(ring.secrets.secret(.refresh, id: next.id, at: Self.start + 1_000_000) != nil)
    #expect(try ring.secrets.current(.frame, at: Self.start + 5).purpose == .frame)
  }

  @Test func `a secret that verifies nothing more is forgotten`() async throws {
    let (custodian, ring, store) = try await made()
    try await custodian.rotateSecret(.frame, keepingFormerFor: 10, at: Self.start)
    #expect(try await store.contents().secrets.count { $0.purpose == .frame } == 2)
    try await custodian.tend(at: Self.start + 1_000)
    #expect(try await store.contents().secrets.count { $0.purpose == .frame } == 1)
    try await ring.refresh()
    #expect(try ring.secrets.current(.frame, at: Self.start + 1_000).retiresAt == nil)
  }

  @Test func `the secret of pairwise subjects is never replaced`() async throws {
    let (custodian, _, _) = try await made()
    await #expect(throws: KeyCustodyError.permanentSecret(.pairwise)) {
      try await custodian.rotateSecret(.pairwise, keepingFormerFor: 10, at: Self.start)
    }
  }

  @Test func `a clock that was set back finds the first secret, and later ones wait`() async throws {
    let (custodian, ring, _) = try await made()
    let first = try ring.secrets.current(.refresh, at: Self.start)
    try await custodian.rotateSecret(.refresh, keepingFormerFor: 7 * 86_400, at: Self.start + 1_000)
    try await ring.refresh()
    let secrets = ring.secrets
    #expect(try secrets.current(.refresh, at: Self.start - 3_600).id == first.id)
    #expect(try secrets.current(.refresh, at: Self.start + 100_000).id != first.id)
  }

  @Test func `a purpose without a secret says so`() async throws {
    let store = ValueKeyStore()
    let encryptionKey = try #require(KeyEncryptionKey(bytes: Random.bytes(32)))
    let ring = try await KeyRing(store: store, encryptionKey: encryptionKey)
    #expect(throws: KeyCustodyError.noSecret(.frame)) { try ring.secrets.current(.frame, at: Self.start) }
    #expect(ring.secrets.secret(.frame, id: "AAAA", at: Self.start) == nil)
  }
}
