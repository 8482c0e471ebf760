import ELicence
import JOSE
import LibCrypto
@testable import Wallet

/// A small licence issuer of another make: OpenID4VCI 1.0 with a pre-authorized code, by its published words alone.
actor TestIssuer {
  static let address = "https://issuer.example"
  static let transactionCode = "604819"
  static let offer = """
    {"credential_issuer":"https://issuer.example","credential_configuration_ids":["licence-v1"],"grants":{\
    "urn:ietf:params:oauth:grant-type:pre-authorized_code":{"pre-authorized_code":"code-1","tx_code":\
    {"input_mode":"numeric","length":6}}}}
    """

  let signer: CertifiedKey
  private var isRedeemed = false
  private var nonces: Set<String> = []
  private(set) var events: [String] = []
  private(set) var proven: [String] = []
  private var failures: [String] = []
  /// Changes what the next credentials say.
  private var spoil: @Sendable (inout JSONObject, inout SigningKey) -> Void = { _, _ in }
  private var entityName = "济源示例科技有限公司"
  private var hidesRefreshToken = false
  let uscc: String

  init(_ signer: CertifiedKey, uscc: String = "91419001MA00000079") {
    self.signer = signer
    self.uscc = uscc
  }

  func spoil(_ spoil: @escaping @Sendable (inout JSONObject, inout SigningKey) -> Void) { self.spoil = spoil }
  func rename(_ name: String) { entityName = name }
  func reopen() { isRedeemed = false }
  /// Lets requests for these paths fail, once each.
  func fail(_ paths: [String]) { failures += paths }

  nonisolated var transport: ScriptedTransport { ScriptedTransport { await self.answer($0) } }

  func answer(_ request: WalletHTTPRequest) -> WalletHTTPAnswer? {
    let path = request.url.pathAndQuery
    if let index = failures.firstIndex(of: path) {
      failures.remove(at: index)
      return nil
    }
    switch path {
    case "/offer": return WalletHTTPAnswer(status: 200, contentType: "application/json", body: Array(Self.offer.utf8))
    case "/.well-known/openid-credential-issuer": return .json(metadata)
    case "/.well-known/oauth-authorization-server":
      return .json(["issuer": .string(Self.address), "token_endpoint": .string(Self.address + "/token")])
    case "/token": return token(request.form)
    case "/nonce":
      let nonce = "nonce-\(nonces.count)"
      nonces.insert(nonce)
      return .json(["c_nonce": .string(nonce)])
    case "/credential": return credential(request)
    case "/notification":
      events.append((try? JSON(parsing: request.body))?["event"]?.string ?? "?")
      return WalletHTTPAnswer(status: 204, contentType: nil, body: [])
    default: return .json(["error": "not_found"], status: 404)
    }
  }

  private var metadata: JSONObject {
    [
      "credential_issuer": .string(Self.address), "credential_endpoint": .string(Self.address + "/credential"),
      "nonce_endpoint": .string(Self.address + "/nonce"),
      "notification_endpoint": .string(Self.address + "/notification"),
      "display": [["name": "Registrar", "locale": "en"], ["name": "登记机关", "locale": "zh-CN"]],
      "credential_configurations_supported": [
        "other": ["format": "mso_mdoc"],
        "licence-v1": ["format": "dc+sd-jwt", "vct": .string(LicenceCredential.type)],
      ],
    ]
  }

  private func token(_ form: [String: String]) -> WalletHTTPAnswer {
    switch form["grant_type"] {
    case "urn:ietf:params:oauth:grant-type:pre-authorized_code":
      guard form["pre-authorized_code"] == "code-1", form["tx_code"] == Self.transactionCode, !isRedeemed else {
        return .json(["error": "invalid_grant", "error_description": "no"], status: 400)
      }
      isRedeemed = true
    case "refresh_token":
      guard form["refresh_token"] == "refresh-1" else { return .json(["error": "invalid_grant"], status: 400) }
    default: return .json(["error": "unsupported_grant_type"], status: 400)
    }
    return .json(["access_token": "access-1", "token_type": "Bearer", "refresh_token": "refresh-1"])
  }

  private func credential(_ request: WalletHTTPRequest) -> WalletHTTPAnswer? {
    guard request.headers.contains(where: { $0 == ("authorization", "Bearer access-1") }) else {
      return .json(["error": "invalid_token"], status: 401)
    }
    guard let body = try? JSON(parsing: request.body), body["credential_configuration_id"] == "licence-v1",
      let compact = body["proofs"]?["jwt"]?.array?.first?.string, let proof = try? UnverifiedJWS(compact: compact),
      let jwk = proof.header["jwk"], let key = try? VerificationKey(jwk: jwk),
      let claims = try? proof.verified(by: key, type: "openid4vci-proof+jwt"),
      claims["aud"] == .string(Self.address), claims["iat"]?.date == noon, claims["iss"] == nil
    else { return .json(["error": "invalid_proof"], status: 400) }
    guard let nonce = claims["nonce"]?.string, nonces.remove(nonce) != nil else {
      return .json(["error": "invalid_nonce"], status: 400)
    }
    proven.append(key.thumbprint)
    guard let made = try? issued(to: key) else { return nil }
    return .json(["credentials": [["credential": .string(made)]], "notification_id": "n1"])
  }

  /// Spends the nonces that are out.
  func forgetNonces() { nonces = [] }

  private func issued(to key: VerificationKey) throws -> String {
    var open: JSONObject = [
      "iss": .string(Self.address), "vct": .string(LicenceCredential.type), "iat": .date(noon),
      "exp": .date(noon + 30 * 86_400), "cnf": ["jwk": .object(key.jwk)],
    ]
    var signingKey = signer.key
    spoil(&open, &signingKey)
    return try SDJWT.issue(
      claims: open,
      disclosable: [
        ("uscc", .string(uscc)), ("entity_name", .string(entityName)), ("holder_role", "legal_representative"),
        ("holder_id", "holder-1"), ("holder_name", "张建国"), ("registration_state", "normal"), ("term_to", .null),
      ],
      with: signingKey, certificateChain: signer.chain
    ).compact
  }
}
