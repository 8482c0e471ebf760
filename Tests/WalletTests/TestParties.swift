import ELicence
import JOSE
import LibCrypto
@testable import Wallet

/// A noon in 2026, for everything here.
let noon = NumericDate(1_782_907_200)

/// A root, an authority under it, and a key with a certificate under that.
struct CertifiedKey: Sendable {
  let root: Certificate
  let key: SigningKey
  let chain: [Certificate]

  init(
    profile: CertificateProfile = .requestObjects(dnsNames: ["verifier.example"]),
    algorithm: SignatureAlgorithm = .es256,
    from: NumericDate = noon - 86_400, days: Int = 100, leafDays: Int = 50
  ) throws {
    let root = try CertificateAuthority.makeRoot(
      commonName: "测试根", organization: "Test", validFrom: from.seconds, days: days)
    let middle = try root.makeIntermediate(commonName: "Authority", validFrom: from.seconds, days: days)
    key = try SigningKey.generate(algorithm)
    let leaf = try middle.issue(
      profile, commonName: "济源登录服务", organization: "Test", publicKeyInfoDER: key.verificationKey.publicKeyInfoDER,
      validFrom: from.seconds, days: leafDays)
    self.root = root.certificate
    chain = [leaf, middle.certificate]
  }

  var leaf: Certificate { chain[0] }
  var hashClientID: String { "x509_hash:\(Digests.sha256Text(leaf.der))" }
}

/// A way out that leads to a closure.
struct ScriptedTransport: WalletTransport {
  let answer: @Sendable (WalletHTTPRequest) async -> WalletHTTPAnswer?

  func send(_ request: WalletHTTPRequest) async throws(WalletTransportFailure) -> WalletHTTPAnswer {
    guard let answer = await answer(request) else { throw .unreachable(request.url.origin) }
    return answer
  }
}

extension WalletHTTPAnswer {
  static func json(_ object: JSONObject, status: Int = 200) -> WalletHTTPAnswer {
    WalletHTTPAnswer(status: status, contentType: "application/json", body: object.serialized())
  }

  static func signedRequest(_ compact: String) -> WalletHTTPAnswer {
    WalletHTTPAnswer(status: 200, contentType: "application/oauth-authz-req+jwt", body: Array(compact.utf8))
  }
}

extension WalletHTTPRequest {
  /// The posted form.
  var form: [String: String] {
    let text = String(decoding: body, as: UTF8.self)
    return text.split(separator: "&").reduce(into: [:]) { form, pair in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      form[String(parts[0])] = parts.count == 2 ? decoded(parts[1]) : ""
    }
  }

  private func decoded(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
