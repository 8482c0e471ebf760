import JOSE
import KeyCustody
import OAuth
import SQLStore
import TestSupport
import Testing

@testable import IdentityProvider

/// A token's signature is verified once; what can end it is asked each time.
@Suite struct VerifiedTokensTests {
  private static let now = NumericDate(1_700_000_000)

  private struct Ring {
    let keys: KeyRing
    let custodian: KeyCustodian
    let verifier: AccessTokenVerifier

    func token(_ jti: String = "one") async throws -> String {
      try await keys.current(.token, .es256, at: now).sign(
        [
          "iss": "https://login.example", "sub": "portal", "aud": "https://tax.example", "client_id": "portal",
          "iat": .date(now), "exp": .date(now + 300), "jti": .string(jti),
        ], type: "at+jwt")
    }
  }

  private func withRing(_ body: (Ring) async throws -> Void) async throws {
    let issuer = try #require(Issuer("https://login.example"))
    let encryptionKey = try #require(KeyEncryptionKey(bytes: Random.bytes(32)))
    try await StoreEngine.sqlite.withDatabase(Schema([SQLKeyStore.self]), at: Self.now) { database in
      let store = SQLKeyStore(database)
      let custodian = KeyCustodian(store: store, encryptionKey: encryptionKey)
      try await custodian.prepare([KeySlot(.token, .es256)], jwksMaximumAge: 300, at: Self.now)
      let keys = try await KeyRing(store: store, encryptionKey: encryptionKey)
      try await body(
        Ring(keys: keys, custodian: custodian, verifier: AccessTokenVerifier(issuer: issuer, keys: keys)))
    }
  }

  @Test func `a token that is known ends when it says`() async throws {
    try await withRing { ring in
      let token = try await ring.token()
      for second in [0, 1, 299] {
        #expect(try ring.verifier.verified(token, at: Self.now + second).jti == "one")
      }
      #expect(throws: JOSERejection.expired) { try ring.verifier.verified(token, at: Self.now + 300) }
      // A clock that was set back does not make it older than it is.
      #expect(throws: JOSERejection.notYetValid) { try ring.verifier.verified(token, at: Self.now - 3600) }
      #expect(try ring.verifier.verified(token, at: Self.now).jti == "one")
    }
  }

  @Test func `a token that is known ends with the key that signed it`() async throws {
    try await withRing { ring in
      let token = try await ring.token()
      _ = try ring.verifier.verified(token, at: Self.now)
      let key = try ring.keys.current(.token, .es256, at: Self.now)
      try await ring.custodian.revoke(key.kid, at: Self.now)
      try await ring.keys.refresh()
      #expect(throws: JOSERejection.unknownKey) { try ring.verifier.verified(token, at: Self.now) }
    }
  }

  @Test func `a token that differs in one character from a known one is another one`() async throws {
    try await withRing { ring in
      let token = try await ring.token()
      _ = try ring.verifier.verified(token, at: Self.now)
      let last = try #require(token.last)
      // The last character but one: of the last, some bits stand for nothing.
      let changed = token.dropLast(2) + (token.dropLast().last == "A" ? "B" : "A") + String(last)
      #expect(throws: JOSERejection.self) { try ring.verifier.verified(String(changed), at: Self.now) }
      let stripped = token.split(separator: ".").dropLast().joined(separator: ".") + "."
      #expect(throws: JOSERejection.self) { try ring.verifier.verified(stripped, at: Self.now) }
    }
  }

  @Test func `so many tokens are remembered and no more, those in use the longest`() async throws {
    try await withRing { ring in
      let token = try await ring.token()
      let verified = try ring.verifier.verified(token, at: Self.now)
      let known = VerifiedTokens(capacity: 8)
      let used = try #require(VerifiedTokens.Name("used"))
      known.remember(verified, keyID: "k", as: used)
      for number in 0..<100 {
        known.remember(verified, keyID: "k", as: try #require(VerifiedTokens.Name("token \(number)")))
        #expect(known[used]?.keyID == "k")
        #expect(known.count <= 9)
      }
      #expect(known[try #require(VerifiedTokens.Name("token 0"))] == nil)
      #expect(VerifiedTokens.Name(String(repeating: "a", count: 2_049)) == nil)
    }
  }
}
