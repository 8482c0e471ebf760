import ELicence
import JOSE

/// What is posted to the verifier: presentations bound to its request, encrypted to its key (OpenID4VP 1.0 §8.1, §8.3).
struct PresentationAnswer: Sendable {
  private let plan: PresentationPlan
  private let now: NumericDate

  init(_ plan: PresentationPlan, at now: NumericDate) {
    self.plan = plan
    self.now = now
  }

  /// The `response` parameter of `direct_post.jwt`.
  func encrypted() throws -> String {
    let request = plan.request
    var payload: JSONObject = ["vp_token": .object(try token())]
    payload["state"] = request.state.map(JSON.string)
    return try JWE.encrypt(
      payload.serialized(), to: request.encryptionKey, encryption: request.encryption,
      keyID: request.encryptionKey.keyID)
  }

  private func token() throws -> JSONObject {
    let credential = try SDJWT(compact: plan.licence.credential)
    var token: JSONObject = [:]
    for answer in plan.answers {
      let binding = KeyBinding(
        audience: plan.request.clientID, nonce: plan.request.nonce, issuedAt: now, with: plan.licence.key,
        extraClaims: hashes(for: answer.queryID))
      token[answer.queryID] = [.string(try credential.presenting(answer.names, keyBinding: binding))]
    }
    return token
  }

  /// B.3.3.1: over the texts as sent, for the credentials that each names.
  private func hashes(for queryID: String) -> JSONObject {
    let concerned = plan.request.transactionData.filter { text in
      guard let bytes = Base64URL.decode(text), let json = try? JSON(parsing: bytes) else { return false }
      return json["credential_ids"]?.array?.contains(.string(queryID)) ?? false
    }
    guard !concerned.isEmpty else { return [:] }
    return [
      "transaction_data_hashes": .array(concerned.map { .string(Digests.sha256Text(Array($0.utf8))) }),
      "transaction_data_hashes_alg": "sha-256",
    ]
  }
}
