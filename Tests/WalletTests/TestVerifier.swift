import ELicence
import JOSE
@testable import Wallet

/// A small verifier: hands out a request and opens what comes.
actor TestVerifier {
  private var draft: RequestDraft
  private let issuer: TestIssuer
  private let answer: @Sendable () -> WalletHTTPAnswer
  private var refusals: [WalletHTTPAnswer]
  private(set) var opened: [JSONObject] = []
  private(set) var forms: [[String: String]] = []
  private(set) var encryptionHeaders: [JSONObject] = []
  private(set) var otherRequests: [String] = []

  init(
    _ draft: RequestDraft, issuer: TestIssuer, refusals: [WalletHTTPAnswer] = [],
    answer: @escaping @Sendable () -> WalletHTTPAnswer
  ) {
    self.draft = draft
    self.issuer = issuer
    self.refusals = refusals
    self.answer = answer
  }

  nonisolated var transport: ScriptedTransport { ScriptedTransport { await self.answer(to: $0) } }

  private func answer(to request: WalletHTTPRequest) async -> WalletHTTPAnswer? {
    guard request.url.origin == RequestDraft.origin else { return await issuer.answer(request) }
    switch (request.method, request.url.pathAndQuery) {
    case (.post, "/wallet/request/ticket"):
      draft.claims["wallet_nonce"] = request.form["wallet_nonce"].map { .string($0) }
      return (try? draft.signed()).map { .signedRequest($0) }
    case (.post, "/wallet/response/attempt"):
      forms.append(request.form)
      if let response = request.form["response"],
        let decrypted = try? JWE.decrypt(response, with: draft.answerKey, allowed: [.a256GCM, .a128GCM]),
        case .object(let payload)? = try? JSON(parsing: decrypted.plaintext)
      {
        opened.append(payload)
        encryptionHeaders.append(decrypted.header)
      }
      return refusals.isEmpty ? answer() : refusals.removeFirst()
    default:
      otherRequests.append("\(request.method.rawValue) \(request.url.pathAndQuery)")
      guard request.url.pathAndQuery == "/r/secret" else {
        return .json([:], status: request.method == .post ? 303 : 404)
      }
      return .json(["state": "number", "number": "482915"])
    }
  }
}
