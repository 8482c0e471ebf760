import IdentityProvider
import JOSE
import OAuth
import Testing

@Suite struct KeyReadinessTests {
  static let now = NumericDate(1_800_000_000)

  private static func client(_ name: String, _ changes: JSONObject = [:]) throws -> Client {
    var document = ClientTemplate.establishment.document.object ?? [:]
    document["client_id"] = .string(name)
    document.merge(changes)
    return try Client(document: .object(document))
  }

  private static func reader(_ name: String, fetched: NumericDate? = nil, kids: [String: NumericDate] = [:]) throws
    -> KeyReader
  {
    KeyReader(client: try #require(ClientID(name)), seenAt: now - 10, fetchedAt: fetched, kids: kids)
  }

  private static func judge(
    _ clients: [Client], _ readers: [KeyReader], announcedAt: NumericDate = now - 1_000,
    algorithm: SignatureAlgorithm = .es256, activeSince: NumericDate = now - 100
  ) -> KeyReadiness {
    KeyReadiness(
      of: "new", algorithm: algorithm, announcedAt: announcedAt, longestMaximumAge: 300, clients: clients,
      readers: readers, activeSince: activeSince, at: now)
  }

  @Test func `a key that every active client has fetched is ready`() throws {
    let verdict = Self.judge(
      [try Self.client("a")], [try Self.reader("a", fetched: Self.now - 5, kids: ["new": Self.now - 5])])
    #expect(verdict.isReady)
    #expect(verdict.readers.map(\.standing) == [.ready(at: Self.now - 5)])
  }

  @Test func `an active client that fetched only the former keys is behind`() throws {
    let verdict = Self.judge(
      [try Self.client("a")], [try Self.reader("a", fetched: Self.now - 50, kids: ["old": Self.now - 50])])
    #expect(!verdict.isReady)
    #expect(verdict.missing.map(\.standing) == [.behind(lastFetch: Self.now - 50)])
  }

  @Test func `an active client that never said its name is unknown, not ready`() throws {
    let verdict = Self.judge([try Self.client("a")], [try Self.reader("a")])
    #expect(verdict.missing.map(\.standing) == [.unknown])
  }

  @Test func `a client that was not seen of late does not hold a key up`() throws {
    let verdict = Self.judge([try Self.client("a")], [try Self.reader("a")], activeSince: Self.now)
    #expect(verdict.isReady)
    #expect(Self.judge([try Self.client("a")], []).isReady)
  }

  @Test func `a client of another algorithm does not read the key`() throws {
    #expect(Self.judge([try Self.client("a")], [try Self.reader("a")], algorithm: .rs256).isReady)
  }

  @Test func `a resource server reads the access tokens that are for it`() throws {
    let portal = try Self.client(
      "portal", ["id_token_signed_response_alg": "RS256", "tongzhao_audiences": ["https://api.example"]])
    let department = try Client(document: [
      "client_id": "department", "client_name": "部门", "grant_types": ["client_credentials"],
      "tongzhao_audiences": ["https://other.example"], "tongzhao_introspection_audiences": ["https://api.example"],
    ])
    let verdict = Self.judge([portal, department], [try Self.reader("portal"), try Self.reader("department")])
    #expect(verdict.missing.map(\.client.value) == ["department"])
    #expect(verdict.missing.map(\.reads) == [[.accessTokens]])
  }

  @Test func `until the longest max-age has gone by nobody is ready for certain`() throws {
    #expect(Self.judge([], [], announcedAt: Self.now - 300).announcedTooShortlyFor == 1)
    #expect(Self.judge([], [], announcedAt: Self.now - 301).isReady)
  }
}
