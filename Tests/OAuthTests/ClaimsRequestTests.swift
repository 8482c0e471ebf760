import JOSE
import OAuth
import Testing

struct ClaimsRequestTests {
  @Test func `claims are read by where they are delivered, in order`() throws {
    let request = try ClaimsRequest(
      parsing: """
        {"userinfo":{"uscc":{"essential":true},"entity_name":null,"unknown":{"x":1}},
         "id_token":{"acr":{"values":["a","b"]},"sub":{"value":"x"}},"other":5}
        """)
    #expect(request.userInfo.map(\.name) == ["uscc", "entity_name", "unknown"])
    #expect(request.userInfo.map(\.isEssential) == [true, false, false])
    #expect(request.idToken.first?.values == ["a", "b"])
    #expect(request.idToken.last?.value == "x")
  }

  @Test func `a request survives being stored`() throws {
    let request = try ClaimsRequest(
      parsing:
        #"{"id_token":{"acr":{"essential":true,"values":["a"]},"sub":{"value":"x"},"n":null},"userinfo":{"z":{}}}"#)
    #expect(try ClaimsRequest(json: JSON(parsing: request.json.serialized())) == request)
    #expect(try ClaimsRequest(json: ClaimsRequest().json).isEmpty)
  }

  @Test(arguments: [
    "", "x", "[]", "null", "1", #"{"id_token":[]}"#, #"{"id_token":"sub"}"#, #"{"id_token":{"sub":1}}"#,
    #"{"id_token":{"sub":{"essential":"yes"}}}"#, #"{"id_token":{"sub":{"values":"a"}}}"#,
    #"{"id_token":{"sub":{"value":"a","values":["a"]}}}"#, #"{"id_token":{"sub":null,"sub":null}}"#,
    #"{"id_token":{"sub":{"value":[[[[[[[[[[1]]]]]]]]]]}}}"#,
  ])
  func `another shape is malformed`(text: String) {
    #expect(throws: ClaimsRequestRejection.malformed) { try ClaimsRequest(parsing: text) }
  }

  @Test func `too many claims and too long names are refused`() {
    let many = (0..<65).map { #""c\#($0)":null"# }.joined(separator: ",")
    #expect(throws: ClaimsRequestRejection.tooLarge) { try ClaimsRequest(parsing: #"{"userinfo":{\#(many)}}"#) }
    let long = String(repeating: "x", count: 129)
    #expect(throws: ClaimsRequestRejection.tooLarge) { try ClaimsRequest(parsing: #"{"userinfo":{"\#(long)":null}}"#) }
  }
}
