import JOSE
import Testing

@Suite struct DisclosureTests {
  // RFC 9901 §4.2.1 to §4.2.3
  @Test func `the disclosures of RFC 9901 have their digests`() throws {
    let member = try Disclosure(encoded: "WyI2cU1RdlJMNWhhaiIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0")
    #expect(member.name == "family_name")
    #expect(member.value == "Möbius")
    #expect(member.digest == "uutlBuYeMDyjLLTpf6Jxi7yNkEF35jdyWMn9U7b_RYY")
    let element = try Disclosure(encoded: "WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIkZSIl0")
    #expect(element.name == nil)
    #expect(element.value == "FR")
    #expect(element.digest == "w0I8EKcdCtUPkGCNUrfwVp2xEgNjtoIDlOxc9-PlOhs")
  }

  @Test func `a new disclosure reads back`() throws {
    let member = Disclosure(name: "统一社会信用代码", value: ["a": [1, nil]], salt: [1, 2, 3])
    #expect(try Disclosure(encoded: member.encoded) == member)
    let element = Disclosure(element: ["x": 1], salt: [1, 2, 3])
    #expect(try Disclosure(encoded: element.encoded) == element)
    #expect(Disclosure(name: "a", value: 1, salt: [1]).digest != Disclosure(name: "a", value: 1, salt: [2]).digest)
  }

  @Test(arguments: [
    "[]", #"["s"]"#, #"["s","n","v","x"]"#, #"[1,"n","v"]"#, #"["s",1,"v"]"#, #"{"s":1}"#, #""s""#, "", "[",
    #"["s","n","v"] "x""#, #"["s","n",{"a":1,"a":2}]"#,
  ])
  func `what is no disclosure is malformed`(text: String) {
    #expect(throws: SDJWTRejection.malformedDisclosure) {
      try Disclosure(encoded: Base64URL.encode(Array(text.utf8)))
    }
    #expect(throws: SDJWTRejection.malformedDisclosure) { try Disclosure(encoded: text + "=") }
  }

  @Test(arguments: ["_sd", "..."])
  func `a reserved name is refused`(name: String) {
    #expect(throws: SDJWTRejection.reservedName) {
      try Disclosure(encoded: Disclosure(name: name, value: 1, salt: [1]).encoded)
    }
  }
}
