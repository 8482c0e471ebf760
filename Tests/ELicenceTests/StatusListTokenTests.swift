import ELicence
import JOSE
import LibCrypto
import TestSupport
import Testing

struct StatusListTokenTests {
  static let uri = "https://issuer.example/status/1"
  let authority: TestAuthority
  let now = TestAuthority.moment

  init() throws { authority = try TestAuthority() }

  private func verify(_ token: String, anchors: [TrustAnchor]? = nil) throws -> StatusListToken {
    try StatusListToken.verify(
      token, uri: Self.uri, trust: authority.trustList, under: anchors ?? [authority.anchor], at: now)
  }

  private func sign(
    _ changes: (inout JSONObject) -> Void = { _ in }, type: String = StatusListToken.type,
    by identity: TestAuthority.Identity? = nil, key: SigningKey? = nil
  ) throws -> String {
    let identity = identity ?? authority.issuer
    var claims: JSONObject = [
      "sub": .string(Self.uri), "iat": .integer((now - 5).seconds), "exp": .integer((now + 60).seconds), "ttl": 5,
      "status_list": StatusList(count: 64).json,
    ]
    changes(&claims)
    return try JWS.sign(
      claims, type: type, keyID: nil, with: key ?? identity.key, certificateChain: identity.chain)
  }

  @Test func `a signed list is verified and says what was signed`() throws {
    var list = StatusList(count: 1 << 17)
    list[4711] = StatusList.Status.suspended.rawValue
    let text = try StatusListToken.sign(
      list, uri: Self.uri, timeToLive: 5, issuedAt: now, expires: now + 60, with: authority.issuer.key,
      certificateChain: authority.issuer.chain)
    let token = try verify(text)
    #expect(token.list == list)
    #expect(token.list.status(at: 4711) == .suspended)
    #expect(token.timeToLive == 5 && token.issuedAt == now && token.expires == now + 60)
  }

  @Test func `a list without exp and ttl is accepted`() throws {
    let token = try verify(
      sign {
        $0["exp"] = nil
        $0["ttl"] = nil
      })
    #expect(token.expires == nil && token.timeToLive == nil)
  }

  @Test(arguments: StatusListRejection.allCases)
  func `a list is refused for each reason`(_ rejection: StatusListRejection) throws {
    let tokens: [String] =
      switch rejection {
      case .malformed:
        [
          "no token", try sign { $0["status_list"] = nil },
          try sign { $0["status_list"] = ["bits": 2, "lst": "AAAA"] },
        ]
      case .wrongType: [try sign(type: "JWT")]
      case .untrustedIssuer:
        [
          try sign(by: authority.strangerIssuer), try sign(by: authority.revokedIssuer),
          try sign(by: TestAuthority.Identity(key: authority.issuer.key, chain: [])),
          try sign(
            by: TestAuthority.Identity(
              key: authority.issuer.key, chain: authority.issuer.chain + [authority.root.certificate])),
          try sign(by: authority.otherTypesIssuer),
        ]
      case .wrongPurpose: [try sign(by: authority.verifier)]
      case .badSignature: [try sign(key: SigningKey.generate(.es256)), try sign(key: SigningKey.generate(.edDSA))]
      case .wrongSubject: [try sign { $0["sub"] = "https://issuer.example/status/2" }, try sign { $0["sub"] = nil }]
      case .notYetValid:
        [try sign { $0["iat"] = .integer((now + 31).seconds) }, try sign { $0["iat"] = nil }]
      case .expired:
        [try sign { $0["exp"] = .integer((now - 30).seconds) }, try sign { $0["exp"] = "tomorrow" }]
      }
    for token in tokens { #expect(throws: rejection) { try verify(token) } }
  }
}
