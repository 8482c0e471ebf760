import JOSE
import OAuth
import Testing

struct MetadataPartTests {
  @Test func `the document is the sum of its parts`() throws {
    let document = try MetadataPart.document([
      MetadataPart([("issuer", "https://a.example"), ("grant_types_supported", ["authorization_code"])]),
      MetadataPart([("grant_types_supported", ["refresh_token", "authorization_code"])]),
      MetadataPart(),
      MetadataPart([("issuer", "https://a.example"), ("token_endpoint", "https://a.example/token")]),
    ])
    #expect(document.names == ["issuer", "grant_types_supported", "token_endpoint"])
    #expect(document["grant_types_supported"] == ["authorization_code", "refresh_token"])
  }

  @Test(arguments: [("b" as JSON), ["a"], nil, true])
  func `two endpoints that contradict each other are found`(other: JSON) {
    #expect(throws: MetadataConflict(name: "x")) {
      try MetadataPart.document([MetadataPart([("x", "a")]), MetadataPart([("x", other)])])
    }
  }
}
