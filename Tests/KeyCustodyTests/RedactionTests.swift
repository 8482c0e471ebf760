import JOSE
import KeyCustody
import Testing

@Suite struct RedactionTests {
  private static let now = NumericDate(1_800_000_000)

  /// Everything that Swift would show of a value in a log or a debugger.
  private func shown(_ value: Any) -> String {
    var dumped = ""
    dump(value, to: &dumped)
    return "\(value)" + String(reflecting: value) + dumped
  }

  @Test func `a key-encryption key shows nothing`() throws {
    let bytes = (0..<32).map { UInt8(0x41 + $0) }
    let text = shown(try #require(KeyEncryptionKey(bytes: bytes)))
    #expect(text.contains("<redacted>"))
    #expect(!text.contains("SymmetricKey"))
    #expect(!text.contains(Base64URL.encode(bytes)))
    #expect(!text.contains("65, 66"))
  }

  @Test func `a server secret shows its name only`() throws {
    let secret = try ServerSecrets.ephemeral().current(.frame, at: Self.now)
    let text = shown(secret)
    #expect(text.contains("ServerSecret(frame \(secret.id))"))
    #expect(!text.contains("SymmetricKey"))
  }

  @Test func `a key in custody shows its name only`() async throws {
    let store = ValueKeyStore()
    let encryptionKey = try #require(KeyEncryptionKey(bytes: Random.bytes(32)))
    try await KeyCustodian(store: store, encryptionKey: encryptionKey)
      .prepare([KeySlot(.token, .es256)], jwksMaximumAge: 60, at: Self.now)
    let key = try await KeyRing(store: store, encryptionKey: encryptionKey).current(.token, .es256, at: Self.now)
    let text = shown(key)
    #expect(text.contains("CustodyKey(token/ES256 \(key.kid))"))
    #expect(!text.contains("PrivateKey"))
  }
}
