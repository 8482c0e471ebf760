import ELicence
import JOSE
import LibCrypto
@testable import Wallet

/// A signed request before it is signed, open to be spoilt.
struct RequestDraft {
  static let origin = "https://idp.example"
  static let context = LoginContext(
    clientName: "济源政务服务网", clientOrigin: "portal.example.gov.cn", purpose: "办理年报", place: "河南济源", browser: "Chrome",
    operatingSystem: "Windows", requestedAt: noon)

  var signer: CertifiedKey
  var claims: JSONObject
  var type: String? = "oauth-authz-req+jwt"
  var chain: [Certificate]
  var key: SigningKey
  var linkClientID: String
  var address = WebAddress("\(RequestDraft.origin)/wallet/request/ticket")!
  var walletNonce: String? = "wallet-nonce"
  let answerKey = KeyAgreementPrivateKey()

  init(_ signer: CertifiedKey, claimNames: [String] = ["uscc", "holder_role", "holder_id", "entity_name"]) {
    self.signer = signer
    chain = signer.chain
    key = signer.key
    linkClientID = signer.hashClientID
    let query = DCQLQuery(credentials: [
      CredentialQuery(
        id: "licence", types: [LicenceCredential.type], claims: claimNames.map { ClaimQuery(path: ClaimPath($0)) })
    ])
    claims = [
      "aud": "https://self-issued.me/v2", "iat": .date(noon), "exp": .date(noon + 180), "response_type": "vp_token",
      "response_mode": "direct_post.jwt", "client_id": .string(signer.hashClientID),
      "response_uri": .string("\(Self.origin)/wallet/response/attempt"), "nonce": "nonce-0123456789",
      "state": "state-1",
      "dcql_query": query.json, "wallet_nonce": "wallet-nonce", "context": Self.context.json,
      "client_metadata": [
        "jwks": ["keys": [answerKey.publicJWK(keyID: "attempt")]],
        "encrypted_response_enc_values_supported": ["A128GCM", "A256GCM"],
      ],
    ]
  }

  /// As if another had made it, under a root that is believed as well.
  mutating func sign(by other: CertifiedKey) {
    (signer, chain, key, linkClientID) = (other, other.chain, other.key, other.hashClientID)
    claims["client_id"] = .string(other.hashClientID)
  }

  func signed() throws -> String {
    try JWS.sign(claims, type: type, keyID: nil, with: key, certificateChain: chain)
  }

  func unverified() throws -> UnverifiedRequest {
    UnverifiedRequest(
      compact: try signed(), clientID: linkClientID, address: address, walletNonce: walletNonce)
  }

  /// Verifies it as a wallet does that trusts the signer's root.
  func verified(at now: NumericDate = noon) throws -> VerifiedRequest {
    try RequestVerification(trust: WalletTrust(anchors: [signer.root]).verifiers).verify(unverified(), at: now)
  }
}
