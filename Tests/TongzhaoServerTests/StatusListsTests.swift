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
    private let fetched = Mutex<[(uri: String, entityTag: String?)]>([])
    let answer: @Sendable (String) async throws -> String
    let entityTag: String?

    init(entityTag: String? = nil, _ answer: @escaping @Sendable (String) async throws -> String) {
      self.entityTag = entityTag
      self.answer = answer
    }

    var asked: [String] { fetched.withLock { $0.map(\.uri) } }
    var entityTags: [String?] { fetched.withLock { $0.map(\.entityTag) } }

    @Sendable func get(_ uri: String, _ entityTag: String?) async throws -> StatusListAnswer {
      fetched.withLock { $0.append((uri, entityTag)) }
      if let entityTag, entityTag == self.entityTag { return .unchanged }
      return .list(try await answer(uri), entityTag: self.entityTag)
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

  @Test func `who needs the same list at the same time shares one request`() async throws {
    let authority = try TestAuthority()
    let gate = Gate()
    let region = Region { uri in
      await gate.opened()
      return try self.list(by: authority.issuer, at: uri, ttl: 1)
    }
    let lists = StatusLists(
      trust: { authority.trustList }, allowsLoopback: false, patience: .seconds(60), load: region.get)
    let reference = StatusListReference(uri: uri, index: 1)
    let answers = await withTaskGroup(of: CredentialStatus.self) { group in
      for _ in 0..<20 {
        group.addTask { await lists.status(of: reference, under: authority.anchor, at: self.now) }
      }
      gate.open()
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(answers == Array(repeating: .valid, count: 20))
    #expect(region.asked.count == 1)
  }

  @Test func `a request that began too early is not shared`() async throws {
    let authority = try TestAuthority()
    let gate = Gate()
    let region = Region { uri in
      await gate.opened()
      return try self.list(by: authority.issuer, at: uri, ttl: 1)
    }
    let lists = StatusLists(
      trust: { authority.trustList }, allowsLoopback: false, patience: .seconds(60), load: region.get)
    let reference = StatusListReference(uri: uri, index: 1)
    async let early = lists.status(of: reference, under: authority.anchor, at: now)
    while region.asked.isEmpty { await Task.yield() }
    async let late = lists.status(of: reference, under: authority.anchor, at: now + 2)
    gate.open()
    #expect(await early == .valid)
    #expect(await late == .valid)
    #expect(region.asked.count == 2)
  }

  @Test func `a list that has not changed is not sent again, and holds again for its ttl`() async throws {
    let authority = try TestAuthority()
    let region = Region(entityTag: "\"a\"") { try self.list(by: authority.issuer, at: $0, ttl: 1) }
    let lists = StatusLists(trust: { authority.trustList }, allowsLoopback: false, load: region.get)
    let reference = StatusListReference(uri: uri, index: 1)
    for later in 0..<4 {
      #expect(await lists.status(of: reference, under: authority.anchor, at: now + later) == .valid)
      #expect(await lists.status(of: reference, under: authority.anchor, at: now + later) == .valid)
    }
    #expect(region.entityTags == [nil, "\"a\"", "\"a\"", "\"a\""])
  }

  @Test func `a list that is said to be unchanged still ends with its exp`() async throws {
    let authority = try TestAuthority()
    let region = Region(entityTag: "\"a\"") { try self.list(by: authority.issuer, at: $0, ttl: 1, life: 60) }
    let lists = StatusLists(trust: { authority.trustList }, allowsLoopback: false, load: region.get)
    let reference = StatusListReference(uri: uri, index: 1)
    #expect(await lists.status(of: reference, under: authority.anchor, at: now) == .valid)
    #expect(await lists.status(of: reference, under: authority.anchor, at: now + 120) == .unavailable)
    #expect(region.entityTags == [nil, "\"a\""])
  }

  @Test func `a list that is said to be unchanged is not believed when its region no longer is`() async throws {
    let authority = try TestAuthority()
    let trusted = Mutex(authority.trustList)
    let region = Region(entityTag: "\"a\"") { try self.list(by: authority.issuer, at: $0, ttl: 1) }
    let lists = StatusLists(trust: { trusted.withLock { $0 } }, allowsLoopback: false, load: region.get)
    let reference = StatusListReference(uri: uri, index: 1)
    #expect(await lists.status(of: reference, under: authority.anchor, at: now) == .valid)
    trusted.withLock { $0 = TrustList(anchors: []) }
    #expect(await lists.status(of: reference, under: authority.anchor, at: now + 1) == .unavailable)
  }

  @Test func `nobody may say unchanged who was not asked for a change`() async throws {
    let authority = try TestAuthority()
    let lists = StatusLists(trust: { authority.trustList }, allowsLoopback: false) { _, _ in .unchanged }
    let reference = StatusListReference(uri: uri, index: 1)
    #expect(await lists.status(of: reference, under: authority.anchor, at: now) == .unavailable)
  }

  /// Lets nobody through until it is opened.
  private final class Gate: Sendable {
    private let stream: AsyncStream<Void>
    private let ending: AsyncStream<Void>.Continuation

    init() { (stream, ending) = AsyncStream.makeStream() }

    func open() { ending.finish() }

    func opened() async { for await _ in stream {} }
  }
}
