import ELicence
import JOSE
import Synchronization
import TestSupport
import Testing

@testable import TongzhaoServer

/// What the server asks for other regions' lists, and how long it believes them.
@Suite struct StatusListsTests {
  private let now = TestAuthority.moment
  private let uri = TestStatuses.uri

  /// Counts the fetches.
  private final class Region: Sendable {
    private let fetched = Mutex<[String]>([])
    let answer: @Sendable (String) async throws -> String

    init(_ answer: @escaping @Sendable (String) async throws -> String) { self.answer = answer }

    var asked: [String] { fetched.withLock { $0 } }

    @Sendable func get(_ uri: String) async throws -> String {
      fetched.withLock { $0.append(uri) }
      return try await answer(uri)
    }
  }

  private func list(
    by identity: TestAuthority.Identity, at uri: String, ttl: Int = 5, life: Int = 600
  ) throws -> String {
    try StatusListToken.sign(
      StatusList(count: 64), uri: uri, timeToLive: ttl, issuedAt: now, expires: now + life, with: identity.key,
      certificateChain: identity.chain)
  }

  @Test(arguments: [
    "http+unix://%2Frun%2Fdocker.sock/containers/json", "https+unix://%2Frun%2Fa.sock/",
    "http://169.254.169.254/latest",
    "http://issuer.example/status/1", "http://localhost:9/status/1", "http://127.0.0.1:9/status/1",
    "https://127.0.0.1:9/status/1", "https://[::1]/status/1", "https://user@issuer.example/status/1",
    "file:///etc/passwd",
    "HTTPS://issuer.example/status/1", "https:/issuer.example", "issuer.example", "",
    "https://issuer.example/" + String(repeating: "a", count: 2048),
  ])
  func `only https to another machine is asked`(uri: String) async throws {
    let authority = try TestAuthority()
    let region = Region { _ in "" }
    let lists = StatusLists(trust: { authority.trustList }, allowsLoopback: false, load: region.get)
    let status = await lists.status(of: StatusListReference(uri: uri, index: 1), under: authority.anchor, at: now)
    #expect(status == .unavailable)
    #expect(region.asked == [])
  }

  @Test(arguments: ["https://issuer.example/status/1", "https://issuer.example:8443/a?b=c", "https://10.0.0.7:8702/s"])
  func `what may be asked is asked`(uri: String) async throws {
    let authority = try TestAuthority()
    let region = Region { try self.list(by: authority.issuer, at: $0) }
    let lists = StatusLists(trust: { authority.trustList }, allowsLoopback: false, load: region.get)
    let reference = StatusListReference(uri: uri, index: 1)
    #expect(await lists.status(of: reference, under: authority.anchor, at: now) == .valid)
  }

  @Test func `this machine is asked where all servers run on it`() async throws {
    let authority = try TestAuthority()
    let region = Region { try self.list(by: authority.issuer, at: $0) }
    let lists = StatusLists(trust: { authority.trustList }, allowsLoopback: true, load: region.get)
    let here = StatusListReference(uri: "http://127.0.0.1:8702/status/1", index: 1)
    #expect(await lists.status(of: here, under: authority.anchor, at: now) == .valid)
    let clear = StatusListReference(uri: "http://issuer.example/status/1", index: 1)
    #expect(await lists.status(of: clear, under: authority.anchor, at: now) == .unavailable)
  }

  @Test func `a list is kept for its ttl and never past its exp`() async throws {
    let authority = try TestAuthority()
    let short = Region { try self.list(by: authority.issuer, at: $0, ttl: 3600, life: 60) }
    let lists = StatusLists(trust: { authority.trustList }, allowsLoopback: false, load: short.get)
    let reference = StatusListReference(uri: uri, index: 1)
    for later in [0, 1, 59] {
      #expect(await lists.status(of: reference, under: authority.anchor, at: now + later) == .valid)
    }
    #expect(short.asked.count == 1)
    #expect(await lists.status(of: reference, under: authority.anchor, at: now + 120) == .unavailable)
    #expect(short.asked.count == 2)
  }

  @Test func `a region that renews its root has two for a while`() async throws {
    let (old, new) = (try TestAuthority(), try TestAuthority())
    let region = Region { try self.list(by: new.issuer, at: $0) }
    let trust = TrustList(anchors: [old.anchor, new.anchor])
    let lists = StatusLists(trust: { trust }, allowsLoopback: false, load: region.get)
    let reference = StatusListReference(uri: uri, index: 1)
    #expect(await lists.status(of: reference, under: old.anchor, at: now) == .valid)
    let other = try TestAuthority(region: "110000")
    let strangers = TrustList(anchors: [other.anchor, new.anchor])
    let separate = StatusLists(trust: { strangers }, allowsLoopback: false, load: region.get)
    #expect(await separate.status(of: reference, under: other.anchor, at: now) == .unavailable)
  }

  @Test func `a list that never arrives is unavailable, and asked for again`() async throws {
    let authority = try TestAuthority()
    let silent = Region { _ in
      try await Task.sleep(for: .seconds(3600))
      return ""
    }
    let lists = StatusLists(
      trust: { authority.trustList }, allowsLoopback: false, patience: .milliseconds(1), load: silent.get)
    let reference = StatusListReference(uri: uri, index: 1)
    for _ in 0..<2 { #expect(await lists.status(of: reference, under: authority.anchor, at: now) == .unavailable) }
    #expect(silent.asked.count == 2)
  }
}
