import Hummingbird
import HummingbirdTesting
import NIOCore
import OAuthHTTP
import Testing

/// What a stranger's address may make this server ask.
@Suite struct GuardedHTTPTests {
  @Test(arguments: [
    "http://127.0.0.1:8080/", "https://127.0.0.1:8080/", "https://[::1]/jwks",
    "https://169.254.169.254/latest/meta-data",
    "https://10.0.0.1/", "https://192.168.1.1/", "https://172.31.255.255/", "https://100.64.0.1/", "https://0.0.0.0/",
    "https://[fe80::1]/", "https://[fd00::1]/", "https://[::ffff:10.0.0.1]/", "https://[64:ff9b::a00:1]/",
    "https://[2002:a00:1::]/", "https://localhost/",
  ])
  func `an address inside the house is never asked`(text: String) async throws {
    let address = try #require(WebAddress(text))
    await #expect(throws: OutgoingRefusal.forbiddenAddress) {
      try await GuardedHTTP(reach: NetworkReach()).answer(to: OutgoingRequest(address, accept: "application/json"))
    }
  }

  @Test func `a name that nobody has is unresolved`() async throws {
    let address = try #require(WebAddress("https://nobody.invalid/jwks"))
    await #expect(throws: OutgoingRefusal.unresolved) {
      try await GuardedHTTP(reach: NetworkReach()).answer(to: OutgoingRequest(address, accept: "application/json"))
    }
  }

  @Test(arguments: ["8.8.8.8", "1.1.1.1", "2606:4700::1111"])
  func `a public address may be asked`(text: String) throws {
    #expect(NetworkReach().contains(try #require(IPAddress(text))))
  }

  @Test func `a network that the operator named is asked`() async throws {
    try await Self.serving { guarded, base in
      let answer = try await guarded.answer(
        to: OutgoingRequest(
          try #require(WebAddress(base + "/document")), accept: "application/json",
          body: .init(type: "application/x-www-form-urlencoded", bytes: Array("a=b".utf8)),
          headers: ["authorization": "Bearer x"]))
      #expect(answer.status == 200)
      #expect(answer.type == "application/json")
      #expect(answer.maximumAge == 60)
      #expect(String(decoding: answer.bytes, as: UTF8.self) == "a=b Bearer x")
    }
  }

  @Test func `a redirect is not followed`() async throws {
    try await Self.serving { guarded, base in
      let address = try #require(WebAddress(base + "/elsewhere"))
      await #expect(throws: OutgoingRefusal.redirected) {
        try await guarded.answer(to: OutgoingRequest(address, accept: "*/*"))
      }
    }
  }

  @Test func `an answer that is too large is not read`() async throws {
    try await Self.serving { guarded, base in
      let address = try #require(WebAddress(base + "/large"))
      await #expect(throws: OutgoingRefusal.tooLarge) {
        try await guarded.answer(to: OutgoingRequest(address, accept: "*/*", limit: 1024))
      }
    }
  }

  @Test func `an answer that drips is given up`() async throws {
    try await Self.serving(patience: .milliseconds(200)) { guarded, base in
      let address = try #require(WebAddress(base + "/dripping"))
      await #expect(throws: OutgoingRefusal.timeout) {
        try await guarded.answer(to: OutgoingRequest(address, accept: "*/*"))
      }
    }
  }

  @Test func `an error's status is an answer`() async throws {
    try await Self.serving { guarded, base in
      let answer = try await guarded.answer(
        to: OutgoingRequest(try #require(WebAddress(base + "/nothing")), accept: "*/*"))
      #expect(answer.status == 404)
    }
  }

  private static func serving(
    patience: Duration = .seconds(60), _ body: @escaping @Sendable (GuardedHTTP, String) async throws -> Void
  ) async throws {
    let router = Router()
    router.post("/document") { request, _ in
      let form = String(buffer: try await request.body.collect(upTo: 1024))
      return Response(
        status: .ok, headers: [.contentType: "Application/JSON; charset=utf-8", .cacheControl: "private, max-age=60"],
        body: .init(byteBuffer: ByteBuffer(string: "\(form) \(request.headers[.authorization] ?? "")")))
    }
    router.get("/elsewhere") { _, _ in Response(status: .found, headers: [.location: "https://example.com/"]) }
    router.get("/large") { _, _ in
      Response(status: .ok, body: .init(byteBuffer: ByteBuffer(repeating: 0x20, count: 5000)))
    }
    router.get("/dripping") { _, _ in
      Response(
        status: .ok,
        body: .init { writer in
          for _ in 0..<600 {
            try await writer.write(ByteBuffer(string: " "))
            try await Task.sleep(for: .milliseconds(50))
          }
          try await writer.finish(nil)
        })
    }
    let application = Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)))
    try await application.test(.live) { client in
      let guarded = GuardedHTTP(
        reach: NetworkReach(named: [AddressRange("127.0.0.0/8")].compactMap(\.self)), patience: patience)
      try await body(guarded, "http://127.0.0.1:\(client.port ?? 0)")
    }
  }
}
