import IdentityProvider
import JOSE
import KeyCustody
import SQLStore
import TestSupport

/// The keys of the provider under test: made once, since RSA keys take long.
enum TestKeys {
  static let now = NumericDate(1_700_000_000)
  private static let made = Task { try await make([]) }
  private static let national = Task { try await make([KeySlot(.token, .sm2)]) }

  static func ring() async throws -> KeyRing { try await made.value }
  /// One with a token key of SM2 as well.
  static func nationalRing() async throws -> KeyRing { try await national.value }

  private static func make(_ more: [KeySlot]) async throws -> KeyRing {
    try await StoreEngine.sqlite.withDatabase(Schema([SQLKeyStore.self]), at: now) { database in
      let store = SQLKeyStore(database)
      guard let encryptionKey = KeyEncryptionKey(bytes: Random.bytes(32)) else { throw Missing.encryptionKey }
      // Certificates are for uses that these rooms do not have.
      let custodian = KeyCustodian(store: store, encryptionKey: encryptionKey)
      try await custodian.prepare(
        [KeySlot(.token, .rs256), KeySlot(.token, .es256), KeySlot(.token, .edDSA)] + more, jwksMaximumAge: 300, at: now
      )
      return try await KeyRing(store: store, encryptionKey: encryptionKey)
    }
  }

  enum Missing: Error { case encryptionKey }
}
