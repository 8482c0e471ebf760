import ELicence
import JOSE
import LibCrypto
import Testing

@testable import Wallet

/// What a case changes about a good request, and how it must end.
struct SpoiltRequest: Sendable, CustomStringConvertible {
  let rejection: RequestRejection
  let description: String
  let spoil: @Sendable (inout RequestDraft) throws -> Void

  init(
    _ rejection: RequestRejection, _ note: String = "", _ spoil: @escaping @Sendable (inout RequestDraft) throws -> Void
  ) {
    self.rejection = rejection
    description = "\(rejection) \(note)"
    self.spoil = spoil
  }

  static let all: [SpoiltRequest] = [
    SpoiltRequest(.missingCertificate) { $0.chain = [] },
    SpoiltRequest(.selfSignedCertificate) { $0.chain = [$0.signer.root] },
    SpoiltRequest(.anchorPresented) { $0.chain.append($0.signer.root) },
    SpoiltRequest(.untrustedCertificate) { draft in
      let stranger = try CertifiedKey()
      (draft.chain, draft.key) = (stranger.chain, stranger.key)
    },
    SpoiltRequest(.certificateForOtherPurpose, "a licence issuer's") {
      $0.sign(by: try CertifiedKey(profile: .credentials))
    },
    SpoiltRequest(.certificateForOtherPurpose, "a web server's") {
      $0.sign(by: try CertifiedKey(profile: .server(dnsNames: ["verifier.example"], ipAddresses: [])))
    },
    SpoiltRequest(.badSignature) { $0.key = try .generate(.es256) },
    SpoiltRequest(.unsupportedAlgorithm, "of the header") { $0.key = try .generate(.edDSA) },
    SpoiltRequest(.wrongType, "another token of the same signer") { $0.type = "JWT" },
    SpoiltRequest(.wrongType, "no type") { $0.type = nil },
    SpoiltRequest(.missingClientID) { $0.claims["client_id"] = nil },
    SpoiltRequest(.otherClient) { $0.linkClientID = "x509_hash:AAAA" },
    SpoiltRequest(.unsupportedClientIDPrefix) {
      $0.claims["client_id"] = "https://idp.example"; $0.linkClientID = "https://idp.example"
    },
    SpoiltRequest(.clientNotBound, "by hash") {
      $0.claims["client_id"] = "x509_hash:AAAA"; $0.linkClientID = "x509_hash:AAAA"
    },
    SpoiltRequest(.clientNotBound, "by name") {
      $0.claims["client_id"] = "x509_san_dns:other.example"
      $0.linkClientID = "x509_san_dns:other.example"
    },
    SpoiltRequest(.wrongWalletNonce, "another") { $0.claims["wallet_nonce"] = "older" },
    SpoiltRequest(.wrongWalletNonce, "none") { $0.claims["wallet_nonce"] = nil },
    SpoiltRequest(.wrongAudience) { $0.claims["aud"] = "https://wallet.example" },
    SpoiltRequest(.wrongAudience, "none") { $0.claims["aud"] = nil },
    SpoiltRequest(.expired) { $0.claims["exp"] = .date(noon - 120) },
    SpoiltRequest(.expired, "by age") {
      $0.claims["iat"] = .date(noon - 3600); $0.claims["exp"] = nil
    },
    SpoiltRequest(.notYetValid) { $0.claims["iat"] = .date(noon + 3600) },
    SpoiltRequest(.malformed, "times") { $0.claims["exp"] = "soon" },
    SpoiltRequest(.undated) {
      $0.walletNonce = nil
      $0.claims["iat"] = nil
      $0.claims["exp"] = nil
    },
    SpoiltRequest(.unsupportedResponseType) { $0.claims["response_type"] = "code" },
    SpoiltRequest(.unsupportedResponseMode, "in the clear") { $0.claims["response_mode"] = "direct_post" },
    SpoiltRequest(.missingResponseURI) { $0.claims["response_uri"] = nil },
    SpoiltRequest(.redirectURIPresent) { $0.claims["redirect_uri"] = "https://idp.example/back" },
    SpoiltRequest(.foreignResponseURI) { $0.claims["response_uri"] = "https://thief.example/response" },
    SpoiltRequest(.foreignResponseURI, "another port") {
      $0.claims["response_uri"] = "https://idp.example:444/response"
    },
    SpoiltRequest(.insecureAddress) { $0.claims["response_uri"] = "http://idp.example/response" },
    SpoiltRequest(.missingNonce) { $0.claims["nonce"] = nil },
    SpoiltRequest(.missingNonce, "empty") { $0.claims["nonce"] = "" },
    SpoiltRequest(.malformedState) { $0.claims["state"] = 1 },
    SpoiltRequest(.malformedQuery, "none") { $0.claims["dcql_query"] = nil },
    SpoiltRequest(.malformedQuery, "with scope") { $0.claims["scope"] = "licence" },
    SpoiltRequest(.malformedQuery, "empty") { $0.claims["dcql_query"] = ["credentials": []] },
    SpoiltRequest(.malformedContext) { $0.claims["context"] = ["client_name": 1] },
    SpoiltRequest(.unsupportedTransactionData, "unknown type") {
      let entry: JSON = ["type": "urn:other:payment", "credential_ids": ["licence"]]
      $0.claims["transaction_data"] = [.string(Base64URL.encode(entry.serialized()))]
    },
    SpoiltRequest(.unsupportedTransactionData, "for another credential") {
      $0.claims["transaction_data"] = [.string(RequestDraft.context.transactionData(credentialIDs: ["other"]))]
    },
    SpoiltRequest(.contradictoryContext) {
      let other = LoginContext(clientName: "别的网站", clientOrigin: "other.example", requestedAt: noon)
      $0.claims["transaction_data"] = [.string(other.transactionData())]
    },
    SpoiltRequest(.missingEncryptionKey) { $0.claims["client_metadata"] = nil },
    SpoiltRequest(.missingEncryptionKey, "none usable") {
      $0.claims["client_metadata"] = ["jwks": ["keys": [["kty": "RSA", "n": "AQAB", "e": "AQAB"]]]]
    },
    SpoiltRequest(.unsupportedEncryption) {
      $0.claims["client_metadata"] = [
        "jwks": ["keys": [$0.answerKey.publicJWK(keyID: "a")]],
        "encrypted_response_enc_values_supported": ["A128CBC-HS256"],
      ]
    },
  ]

  /// Where those are tested that are not about the content of a signed request.
  static let elsewhere: Set<RequestRejection> = [
    .notALink, .insecureAddress, .foreignAddress, .unsupportedMethod, .unreachable, .over, .tooOften, .otherDeviceOnly,
    .tooLarge, .wrongMediaType, .malformed, .certificateExpired, .certificateNotYetValid, .certificateRevoked,
  ]
}

@Suite struct RequestVerificationTests {
  @Test func `a good request is accepted and says who asks, where to answer and how`() throws {
    let draft = RequestDraft(try CertifiedKey())
    let request = try draft.verified()
    #expect(request.clientName == "济源政务服务网")
    #expect(request.clientOrigin == "portal.example.gov.cn")
    #expect(request.certifiedName == "济源登录服务")
    #expect(request.clientID == draft.signer.hashClientID)
    #expect(request.responseURI.value == "https://idp.example/wallet/response/attempt")
    #expect(request.encryption == .a256GCM)
    #expect(request.encryptionKey.keyID == "attempt")
  }

  @Test func `a name in the certificate may be who asks`() throws {
    var draft = RequestDraft(try CertifiedKey())
    draft.claims["client_id"] = "x509_san_dns:verifier.example"
    draft.linkClientID = "x509_san_dns:verifier.example"
    #expect(try draft.verified().clientID == "x509_san_dns:verifier.example")
  }

  @Test func `a request without our context names its certificate`() throws {
    var draft = RequestDraft(try CertifiedKey())
    draft.claims["context"] = nil
    #expect(try draft.verified().clientName == "济源登录服务")
    #expect(try draft.verified().clientOrigin == "https://idp.example")
  }

  @Test func `A128GCM is taken when the request names no encryption`() throws {
    var draft = RequestDraft(try CertifiedKey())
    draft.claims["client_metadata"] = ["jwks": ["keys": [draft.answerKey.publicJWK(keyID: "a")]]]
    #expect(try draft.verified().encryption == .a128GCM)
  }

  @Test func `transaction data that tell the same story are kept as sent`() throws {
    var draft = RequestDraft(try CertifiedKey())
    let text = RequestDraft.context.transactionData()
    draft.claims["transaction_data"] = [.string(text)]
    #expect(try draft.verified().transactionData == [text])
  }

  @Test(arguments: SpoiltRequest.all) func `a spoilt request is refused for its own reason`(_ spoilt: SpoiltRequest)
    throws
  {
    var draft = RequestDraft(try CertifiedKey())
    try spoilt.spoil(&draft)
    #expect(throws: spoilt.rejection) { try draft.verified() }
  }

  @Test func `every reason has a case here or in the tests of links and fetching`() {
    let covered = Set(SpoiltRequest.all.map(\.rejection)).union(SpoiltRequest.elsewhere)
    #expect(Set(RequestRejection.allCases).subtracting(covered).isEmpty)
  }

  @Test func `a certificate is refused before and after its time`() throws {
    let draft = RequestDraft(try CertifiedKey(days: 100, leafDays: 1))
    #expect(throws: RequestRejection.certificateExpired) { try draft.verified(at: noon + 86_400 * 2) }
    #expect(throws: RequestRejection.certificateNotYetValid) { try draft.verified(at: noon - 86_400 * 2) }
  }

  @Test func `a revoked certificate is refused`() throws {
    let from = noon.seconds - 86_400
    let root = try CertificateAuthority.makeRoot(commonName: "Root", organization: "Test", validFrom: from, days: 100)
    let key = try SigningKey.generate(.es256)
    let leaf = try root.issue(
      .requestObjects(dnsNames: ["a.example"]), commonName: "A", organization: "Test",
      publicKeyInfoDER: key.verificationKey.publicKeyInfoDER, validFrom: from, days: 50)
    let list = try root.revocationList(
      revoking: [(leaf.serialNumber, from)], thisUpdate: from, nextUpdate: noon.seconds + 86_400)
    var draft = RequestDraft(try CertifiedKey())
    let clientID = "x509_hash:\(Digests.sha256Text(leaf.der))"
    (draft.key, draft.chain, draft.linkClientID) = (key, [leaf], clientID)
    draft.claims["client_id"] = .string(clientID)
    let trusting = WalletTrust(verifiers: [root.certificate], issuers: [])
    #expect(
      try RequestVerification(trust: trusting.verifiers).verify(draft.unverified(), at: noon).clientID == clientID)
    let warned = WalletTrust(verifiers: [root.certificate], issuers: [], revocationLists: [list])
    #expect(throws: RequestRejection.certificateRevoked) {
      try RequestVerification(trust: warned.verifiers).verify(draft.unverified(), at: noon)
    }
  }

  @Test func `a token that is none is refused`() throws {
    let draft = RequestDraft(try CertifiedKey())
    let verification = RequestVerification(trust: WalletTrust(anchors: [draft.signer.root]).verifiers)
    for text in ["", "a.b", "a.b.c", "{}"] {
      let request = UnverifiedRequest(
        compact: text, clientID: draft.linkClientID, address: draft.address, walletNonce: nil)
      #expect(throws: RequestRejection.malformed) { try verification.verify(request, at: noon) }
    }
    let long = UnverifiedRequest(
      compact: String(repeating: "a", count: 200_000), clientID: "", address: draft.address, walletNonce: nil)
    #expect(throws: RequestRejection.tooLarge) { try verification.verify(long, at: noon) }
  }

  @Test func `an RSA signer is refused, for the wallet announced ES256`() throws {
    let draft = RequestDraft(try CertifiedKey(algorithm: .rs256))
    #expect(throws: RequestRejection.unsupportedAlgorithm) { try draft.verified() }
  }

  @Test func `every reason has words in both languages`() {
    for rejection in RequestRejection.allCases {
      #expect(!rejection.chinese.isEmpty && !rejection.english.isEmpty)
    }
  }
}
