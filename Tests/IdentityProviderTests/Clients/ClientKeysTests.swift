import HTTPTypes
import HummingbirdTesting
import JOSE
import OAuth
import OAuthHTTP
import Testing

@testable import IdentityProvider

/// Keys at a client's own address.
@Suite struct ClientKeysTests {
  private static let address = "https://signer.example/jwks"
  private static let now = NumericDate(1_800_000_000)

  private static func set(_ keys: [(String, SigningKey)]) -> JSON {
    JWKSet(keys: keys.map { JWK($0.1.verificationKey, keyID: $0.0) }).json
  }

  private static func client(_ changes: JSONObject = [:]) throws -> Client {
    try TestClients.client(
      "signer",
      [
        "token_endpoint_auth_method": "private_key_jwt", "grant_types": ["authorization_code", "client_credentials"],
        "scope": "openid records.read", "jwks_uri": .string(address),
      ], changes)
  }

  private static func ids(_ keys: ClientKeySet) -> [String] { keys.verification.keys.compactMap(\.keyID) }

  @Test func `a client proves itself by a key of its jwks_uri (oidcc-registration-jwks-uri)`() async throws {
    try await Provider.run { provider, http in
      provider.addresses.put(Self.set([("k1", provider.key)]), at: Self.address)
      try await provider.save(try Self.client(), secret: nil)
      for _ in 0..<3 {
        let form = [("grant_type", "client_credentials")] + (try Assertions(provider).form())
        #expect(try await http.post("/token", form).status == .ok)
      }
      #expect(provider.addresses.asked(Self.address) == 1)
      let stranger = try Assertions(provider).form(key: try SigningKey.generate(.es256))
      #expect(try await http.post("/token", [("grant_type", "client_credentials")] + stranger).status == .unauthorized)
    }
  }

  @Test func `keys that the client changed are found at once (oidcc-refresh-token-rp-key-rotation)`() async throws {
    try await Provider.run { provider, http in
      let (former, next) = (provider.key, try SigningKey.generate(.es256))
      provider.addresses.put(Self.set([("k1", former)]), at: Self.address)
      let client = try Self.client([
        "grant_types": ["authorization_code", "refresh_token"], "scope": "openid licence offline_access",
      ])
      try await provider.save(client, secret: nil)
      let login = try await provider.login("signer", scope: "openid offline_access")
      let tokens = try await http.post("/token", login.form + Assertions(provider).form()).json
      provider.addresses.put(Self.set([("k2", next)]), at: Self.address)
      let refresh = [("grant_type", "refresh_token"), ("refresh_token", tokens.text("refresh_token"))]
      let renewed = try await http.post("/token", refresh + Assertions(provider).form(keyID: "k2", key: next))
      #expect(renewed.status == .ok)
      // What was taken back is good no more.
      let old = try await http.post("/token", refresh + Assertions(provider).form(keyID: "k1", key: former))
      #expect(old.refusal == "invalid_client")
    }
  }

  @Test func `an address is asked a few times a minute, whatever is named`() async throws {
    let addresses = TestAddresses()
    addresses.put(Self.set([("k1", try SigningKey.generate(.es256))]), at: Self.address)
    let (keys, client) = (ClientKeys(outgoing: addresses), try Self.client())
    for number in 0..<100 {
      #expect(Self.ids(await keys.keys(of: client, holding: "made-up-\(number)", at: Self.now)) == ["k1"])
    }
    #expect(addresses.asked(Self.address) == ClientKeys.attemptsPerMinute)
    _ = await keys.keys(of: client, holding: "made-up", at: Self.now + 60)
    #expect(addresses.asked(Self.address) == ClientKeys.attemptsPerMinute + 1)
  }

  @Test func `who waits for the same address waits for one fetch`() async throws {
    let addresses = TestAddresses()
    addresses.put(Self.set([("k1", try SigningKey.generate(.es256))]), at: Self.address)
    let (keys, client) = (ClientKeys(outgoing: addresses), try Self.client())
    let found = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<100 {
        group.addTask { await keys.keys(of: client, holding: "k1", at: Self.now).verification.keys.count }
      }
      return await group.reduce(0, +)
    }
    #expect(found == 100)
    #expect(addresses.asked(Self.address) == 1)
  }

  @Test(arguments: [(nil, ClientKeys.standardAge), (0, 10), (100, 100), (86_400, 3_600)] as [(Int?, Int)])
  func `keys are kept as long as their address says, within bounds`(maximumAge: Int?, age: Int) async throws {
    let addresses = TestAddresses()
    addresses.put(Self.set([("k1", try SigningKey.generate(.es256))]), at: Self.address, maximumAge: maximumAge)
    let (keys, client) = (ClientKeys(outgoing: addresses), try Self.client())
    for second in [0, age - 1, age] { _ = await keys.keys(of: client, at: Self.now + second) }
    #expect(addresses.asked(Self.address) == 2)
  }

  @Test func `when an address is silent the former keys are good for some hours`() async throws {
    let addresses = TestAddresses()
    addresses.put(Self.set([("k1", try SigningKey.generate(.es256))]), at: Self.address)
    let (keys, client) = (ClientKeys(outgoing: addresses), try Self.client())
    _ = await keys.keys(of: client, at: Self.now)
    addresses.put(nil, at: Self.address)
    let end = Self.now + ClientKeys.longestAge
    #expect(Self.ids(await keys.keys(of: client, at: end + -1)) == ["k1"])
    #expect(Self.ids(await keys.keys(of: client, at: end)).isEmpty)
    addresses.put(Self.set([("k2", try SigningKey.generate(.es256))]), at: Self.address)
    #expect(Self.ids(await keys.keys(of: client, at: end + 60)) == ["k2"])
  }

  @Test(
    arguments: [
      (["keys": [["kty": "oct", "k": "AAAA"]]], 200), ("no set", 200), (["keys": []], 404), (["keys": []], 500),
    ] as [(JSON, Int)])
  func `what is no set of public keys changes nothing`(document: JSON, status: Int) async throws {
    let addresses = TestAddresses()
    addresses.put(Self.set([("k1", try SigningKey.generate(.es256))]), at: Self.address)
    let (keys, client) = (ClientKeys(outgoing: addresses), try Self.client())
    _ = await keys.keys(of: client, at: Self.now)
    addresses.put(document, at: Self.address, status: status)
    #expect(Self.ids(await keys.keys(of: client, at: Self.now + 3_600)) == ["k1"])
  }

  @Test func `whoever asks why is told that the keys could not be fetched`() async throws {
    try await Provider.run { provider, http in
      try await provider.save(try Self.client(), secret: nil)
      let form = [("grant_type", "client_credentials")] + (try Assertions(provider).form())
      #expect(try await http.post("/token", form).refusal == "invalid_client")
      let note = try #require(provider.refusals.last?.notes.first)
      #expect(note.check == "jwks_uri" && note.received == "unresolved")
    }
  }

  @Test func `keys are remembered within a bound`() async throws {
    let addresses = TestAddresses()
    let keys = ClientKeys(outgoing: addresses, capacity: 2)
    for number in 0..<4 {
      let address = "https://signer.example/\(number)"
      addresses.put(Self.set([("k\(number)", try SigningKey.generate(.es256))]), at: address)
      let client = try Self.client(["jwks_uri": .string(address)])
      #expect(Self.ids(await keys.keys(of: client, at: Self.now + number)) == ["k\(number)"])
    }
    _ = await keys.keys(of: try Self.client(["jwks_uri": "https://signer.example/0"]), at: Self.now + 5)
    #expect(addresses.asked("https://signer.example/0") == 2)
  }

  @Test func `a key for encryption is found by what it is for`() throws {
    let jwk = try ResponseProtectionTests.jwk()
    let keys = try ClientKeySet(parsing: ["keys": [jwk]])
    #expect(keys.encryptionKey(for: .ecdhES) != nil)
    #expect(keys.encryptionKey(for: .rsaOAEP256) == nil)
    #expect(keys.verification.keys.isEmpty)
  }
}
