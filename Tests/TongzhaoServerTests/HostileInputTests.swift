import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import OAuthHTTP
import Testing

/// Whatever anybody sends to any address, the answer is a refusal and never a failure of ours. The addresses are those
/// that the servers mount, so that a new one is covered unasked.
@Suite struct HostileInputTests {
  @Test(.timeLimit(.minutes(30))) func `no mounted route fails on hostile input`() async throws {
    try await ServingFixture.with { fixture in
      try await fixture.serving { server, endpoints, client in
        #expect(endpoints.count > 8, "\(server) mounts its rooms")
        for endpoint in endpoints {
          for parameter in HostileText.pathParameters {
            for query in HostileText.queries {
              try await check(client, endpoint, path: path(of: endpoint, with: parameter) + query, body: nil)
            }
          }
          guard endpoint.method == .post else { continue }
          for body in HostileBody.all {
            try await check(client, endpoint, path: path(of: endpoint, with: "AAAA"), body: body)
          }
        }
      }
    }
  }

  @Test(.timeLimit(.minutes(30))) func `bodies of ten megabytes leave no memory behind`() async throws {
    try await ServingFixture.with { fixture in
      try await fixture.serving { _, endpoints, client in
        let large = HostileBody(type: "application/x-www-form-urlencoded", bytes: HostileBody.tenMegabytes)
        let posts = endpoints.filter { $0.method == .post }
        for endpoint in posts { try await check(client, endpoint, path: path(of: endpoint, with: "A"), body: large) }
        let before = try residentKilobytes()
        for _ in 0..<10 {
          for endpoint in posts { try await check(client, endpoint, path: path(of: endpoint, with: "A"), body: large) }
        }
        // Other tests run in this process meanwhile. Ten megabytes that stayed behind once per request would be more.
        #expect(try residentKilobytes() - before < posts.count * 10 * 5 * 1024)
      }
    }
  }

  private func path(of endpoint: Endpoint, with parameter: String) -> String {
    endpoint.path.split(separator: "/", omittingEmptySubsequences: false)
      .map { $0.hasPrefix("{") ? parameter : String($0) }.joined(separator: "/")
  }

  private func check(
    _ client: any TestClientProtocol, _ endpoint: Endpoint, path: String, body: HostileBody?
  ) async throws {
    var headers = HTTPFields()
    if let body { headers[.contentType] = body.type }
    headers[.authorization] = "Basic \u{FFFD}%00:::"
    let response = try await client.execute(
      uri: path, method: endpoint.method, headers: headers, body: body.map { ByteBuffer(bytes: $0.bytes) })
    let told = "\(endpoint.method) \(path.prefix(120)) \(body?.type ?? "") → \(response.status)"
    #expect(response.status.code < 500, "\(told)")
    // A refusal never shows where it comes from.
    let text = String(buffer: response.body)
    #expect(!text.contains(".swift") && !text.contains("SELECT ") && !text.contains("fatal"), "\(told)")
  }

  private func residentKilobytes() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
    return try #require(line.split(separator: " ").compactMap { Int($0) }.first)
  }
}

/// Texts that have broken servers.
enum HostileText {
  static let pathParameters = [
    "AAAA", "..%2F..%2Fetc%2Fpasswd", "%00", "%FF%FE", "%", "'%20OR%201=1--", "%F0%9F%92%A9",
    String(repeating: "A", count: 4000), "A.1.B", "0.0.0.0.0", "-1",
  ]
  static let queries = [
    "", "?", "?=", "?&&&", "?a=%", "?a=%FF", "?client_id=a&client_id=b",
    "?client_id=" + String(repeating: "x", count: 9000),
    "?client_id=%00&redirect_uri=javascript:alert(1)&response_type=code&scope=openid&code_challenge=a&code_challenge_method=plain",
    "?claims=" + String(repeating: "%5B", count: 500), "?request_uri=http://169.254.169.254/",
    "?response_code=AAAA&lang=%3Cscript%3E",
    "?max_age=99999999999999999999&prompt=none%20login&acr_values=%0D%0ASet-Cookie:a=b",
  ]
}

/// Bodies that have broken servers.
struct HostileBody {
  let type: String
  let bytes: [UInt8]

  static let tenMegabytes = [UInt8](repeating: UInt8(ascii: "a"), count: 10 << 20)

  static var all: [HostileBody] {
    let form = "application/x-www-form-urlencoded"
    let json = "application/json"
    let deep = String(repeating: "[", count: 20_000)
    let forms = [
      "", "=", "&&&&", "a", "%", "a=%FF%FE", "grant_type", "grant_type=", "grant_type=x&grant_type=y",
      "grant_type=authorization_code&code=%00",
      "grant_type=refresh_token&refresh_token=" + String(repeating: "A", count: 60_000),
      "response=a.b.c.d.e", "response=....", "response=" + String(repeating: ".", count: 10_000),
      "response=eyJhbGciOiJub25lIn0.e30.", "error=access_denied&state=%00", "token=eyJhbGciOiJIUzI1NiJ9.e30.AAAA",
      "token=" + String(repeating: "%C0%80", count: 100), "number=%D9%A1%D9%A2%D9%A3%D9%A4%D9%A5%D9%A6",
      "number=-00001",
      "code=00000000", "code=\u{200B}12345678", "wallet_metadata=" + deep,
      "wallet_metadata=%7B%22a%22:%7B%7D%7D&wallet_nonce=%00",
      "client_assertion=a.b.c&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      (0..<500).map { "p\($0)=1" }.joined(separator: "&"),
    ]
    let jsons = [
      "", "{", "null", "[]", "0", "\"\"", deep, "{\"a\":1,\"a\":2}", "{\"proofs\":{\"jwt\":[null]}}", "{\"proofs\":[]}",
      "{\"credential_configuration_id\":7}", "{\"credential_configuration_id\":\"x\",\"credential_identifier\":\"y\"}",
      "{\"notification_id\":{},\"event\":[]}", "{\"a\":1e999999}", "{\"a\":\"\\ud800\"}", "\u{FEFF}{}",
    ]
    return forms.map { HostileBody(type: form, bytes: Array($0.utf8)) }
      + jsons.map { HostileBody(type: json, bytes: Array($0.utf8)) }
      + [
        HostileBody(type: form, bytes: [0xFF, 0xFE, 0x00, 0x3D, 0x80]), HostileBody(type: json, bytes: [0xC0, 0x80]),
        HostileBody(type: "multipart/form-data; boundary=", bytes: Array("--\r\n".utf8)),
        HostileBody(type: "text/plain; charset=\u{FFFD}", bytes: Array("a=b".utf8)),
        HostileBody(type: form, bytes: tenMegabytes), HostileBody(type: json, bytes: tenMegabytes),
      ]
  }
}
