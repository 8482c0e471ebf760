import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import KeyCustody
import OAuth
import OAuthHTTP
import SQLStore
import Synchronization
import Testing
import TestSupport

/// Request objects that lie where the client said (RFC 9101 §5.2).
@Suite struct RequestReferenceTests {
  private static let address = "https://bank.example/requests/1"

  @Test
  func `a request object is fetched from where it is registered: oidcc-request-uri-signed-rs256`() async throws {
    let shelf = TestShelf()
    try await LoginHouse.run(outgoing: shelf) { house in
      let bank = try await TestSigner(
        in: house, profile: nil, key: .generate(.rs256),
        ["request_uris": [.string(Self.address + "#one"), .string(Self.address)]])
      shelf.put(
        .success(OutgoingAnswer(status: 200, type: "application/jwt", bytes: Array((try bank.object() + "\n").utf8))))
      for reference in [Self.address, Self.address + "#one"] {
        let browser = TestBrowser(house)
        _ = try browser.page(try await browser.bring([("request_uri", reference), ("state", "outside")]))
      }
      #expect(shelf.asked == [Self.address, Self.address], "the fragment is not sent")
    }
  }

  @Test(arguments: [
    "https://bank.example/requests/2", "https://bank.example/requests/1?x", "http://bank.example/requests/1",
    "https://127.0.0.1/", "file:///etc/passwd", "urn:other",
  ])
  func `an address that is not registered is never asked`(reference: String) async throws {
    let shelf = TestShelf()
    try await LoginHouse.run(outgoing: shelf) { house in
      _ = try await TestSigner(in: house, profile: nil, ["request_uris": [.string(Self.address)]])
      let beside = [("redirect_uri", "https://bank.example/cb"), ("state", "mine")]
      let told = try await TestBrowser(house).bring([("request_uri", reference)] + beside)
      #expect(told.answered("error") == "invalid_request_uri" && told.answered("state") == "mine")
      #expect(shelf.asked.isEmpty)
    }
  }

  @Test(arguments: OutgoingRefusal.allCases)
  func `what cannot be fetched is told to the client`(refusal: OutgoingRefusal) async throws {
    let shelf = TestShelf()
    shelf.put(.failure(refusal))
    try await LoginHouse.run(outgoing: shelf) { house in
      _ = try await TestSigner(in: house, profile: nil, ["request_uris": [.string(Self.address)]])
      let beside = [("redirect_uri", "https://bank.example/cb")]
      let told = try await TestBrowser(house).bring([("request_uri", Self.address)] + beside)
      #expect(told.answered("error") == "invalid_request_uri")
    }
  }

  @Test
  func
    `what lies there is judged as if it had been sent: oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported`()
    async throws
  {
    let shelf = TestShelf()
    try await LoginHouse.run(outgoing: shelf) { house in
      let bank = try await TestSigner(in: house, profile: nil, ["request_uris": [.string(Self.address)]])
      let unsigned =
        Base64URL.encode(Array(#"{"alg":"none"}"#.utf8)) + "." + Base64URL.encode(bank.claims().serialized()) + "."
      let found: [(Int, String, String)] = [
        (200, unsigned, "request_not_supported"), (200, "<html>", "invalid_request_object"),
        (200, try bank.object(by: .generate(.es256)), "invalid_request_object"),
        (404, try bank.object(), "invalid_request_uri"),
      ]
      for (status, text, error) in found {
        shelf.put(.success(OutgoingAnswer(status: status, type: "application/jwt", bytes: Array(text.utf8))))
        let told = try await TestBrowser(house).bring(
          [("request_uri", Self.address), ("redirect_uri", "https://bank.example/cb")])
        #expect(told.answered("error") == error)
      }
    }
  }
}

/// What lies at every address.
private final class TestShelf: OutgoingRequests {
  private let answer = Mutex<Result<OutgoingAnswer, OutgoingRefusal>>(.failure(.unreachable))
  private let addresses = Mutex<[String]>([])

  var asked: [String] { addresses.withLock { $0 } }

  func put(_ answer: Result<OutgoingAnswer, OutgoingRefusal>) { self.answer.withLock { $0 = answer } }

  func answer(to request: OutgoingRequest) async throws(OutgoingRefusal) -> OutgoingAnswer {
    addresses.withLock { $0.append(request.address.text) }
    return try answer.withLock { $0 }.get()
  }
}
