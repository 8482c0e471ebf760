import HTTPTypes
import HummingbirdTesting
import JOSE
import OAuth
import Testing

@testable import IdentityProvider

/// What the publisher of software says of it (RFC 7591 §2.3).
@Suite struct SoftwareStatementTests {
  private static let issuer = "https://publisher.example"

  private static func with(
    _ test: @escaping @Sendable (Provider, any TestClientProtocol, SigningKey) async throws -> Void
  ) async throws {
    let key = try SigningKey.generate(.es256)
    let publisher = SoftwarePublisher(issuer: issuer, keys: JWKSet(keys: [JWK(key.verificationKey, keyID: "p1")]))
    let policy = RegistrationPolicy(access: .open, publishers: [publisher])
    try await Provider.run(registration: policy) { provider, http in try await test(provider, http, key) }
  }

  private static func statement(
    _ claims: JSONObject, by key: SigningKey, keyID: String = "p1", issuer: String = issuer
  ) throws -> JSON {
    .string(try JWS.sign(JSONObject([("iss", .string(issuer))]).merging(claims), type: "JWT", keyID: keyID, with: key))
  }

  @Test func `a publisher's word counts before the client's own`() async throws {
    try await Self.with { provider, http, key in
      let statement = try Self.statement(
        ["client_name": "发行者的名称", "software_id": "hall", "iat": .date(provider.now), "exp": .date(provider.now + 60)],
        by: key)
      let told = try await http.register(["client_name": "自称", "software_statement": statement])
      #expect(told.status == .created)
      #expect(told.json["client_name"] == "发行者的名称" && told.json["software_id"] == "hall")
      // It is returned as it came (§3.2.1), and its own claims are no metadata.
      #expect(told.json["software_statement"] == statement)
      #expect(told.json["iss"] == nil && told.json["exp"] == nil)
    }
  }

  @Test func `a statement that is not signed by its publisher, or not any more, is refused`() async throws {
    try await Self.with { provider, http, key in
      let stranger = try SigningKey.generate(.es256)
      let unsigned =
        try Self.statement([:], by: key).string?.split(separator: ".").prefix(2).joined(separator: ".") ?? ""
      for statement in [
        try Self.statement([:], by: stranger), try Self.statement([:], by: key, keyID: "p2"),
        try Self.statement(["exp": .date(provider.now - 60)], by: key),
        try Self.statement(["nbf": .date(provider.now + 60)], by: key), "no.jwt", .string(unsigned + "."),
        .string(unsigned),
      ] as [JSON] {
        let answer = try await http.register(["software_statement": statement])
        #expect(answer.status == .badRequest && answer.refusal == "invalid_software_statement")
      }
    }
  }

  @Test func `a publisher that nobody configured is not believed`() async throws {
    try await Self.with { _, http, key in
      let statement = try Self.statement([:], by: key, issuer: "https://publisher.example/")
      let answer = try await http.register(["software_statement": statement])
      #expect(answer.status == .badRequest && answer.refusal == "unapproved_software_statement")
    }
  }

  @Test func `a publisher's word is held to the same rules`() async throws {
    try await Self.with { _, http, key in
      let redirect = try Self.statement(["redirect_uris": ["https://county.example/#f"]], by: key)
      #expect(try await http.register(["software_statement": redirect]).refusal == "invalid_redirect_uri")
      let scope = try Self.statement(["scope": "openid holder.identity"], by: key)
      #expect(try await http.register(["software_statement": scope]).refusal == "invalid_client_metadata")
    }
  }
}
