package import ELicence
import JOSE
import LibCrypto

/// A request that kept every rule: it may be shown to the holder, answered or refused.
package struct VerifiedRequest: Sendable {
  /// The whole prefixed `client_id`, which becomes the audience of the key binding.
  package let clientID: String
  /// The circumstances that a person is shown, where the verifier signed some.
  package let context: LoginContext?
  /// The name in the certificate of who asks: what a trusted authority vouches for.
  package let certifiedName: String
  /// Where the request came from and the answer goes.
  package let origin: String
  package let query: DCQLQuery
  let responseURI: WebAddress
  let nonce: String
  let state: String?
  /// As sent: the hashes are over these texts.
  let transactionData: [String]
  let encryptionKey: KeyAgreementKey
  let encryption: ContentEncryption

  /// Who asks, for people: as the signed context says, else as the certificate does.
  package var clientName: String { context?.clientName ?? certifiedName }
  /// The host of who asks, for people.
  package var clientOrigin: String { context?.clientOrigin ?? origin }

  init(_ proof: RequestVerification.Proof) throws(RequestRejection) {
    let claims = proof.claims
    clientID = proof.clientID
    certifiedName = proof.leaf.commonName ?? proof.leaf.subject
    origin = proof.address.origin
    // The kind of answer: encrypted, posted (HAIP 1.0 §5.1).
    guard claims["response_type"] == "vp_token" else { throw .unsupportedResponseType }
    guard claims["response_mode"] == "direct_post.jwt" else { throw .unsupportedResponseMode }
    // Where to: §8.2 knows no `redirect_uri` beside it, and it stays where the request was.
    guard claims["redirect_uri"] == nil else { throw .redirectURIPresent }
    guard let responseText = claims["response_uri"]?.string else { throw .missingResponseURI }
    guard let responseURI = WebAddress(responseText) else { throw .insecureAddress }
    guard responseURI.isSameOrigin(as: proof.address) else { throw .foreignResponseURI }
    self.responseURI = responseURI
    // §5.2: ASCII URL-safe characters.
    guard let nonce = claims["nonce"]?.string, (1...512).contains(nonce.utf8.count),
      nonce.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else { throw .missingNonce }
    self.nonce = nonce
    if let state = claims["state"] {
      guard let text = state.string, text.utf8.count <= 1024 else { throw .malformedState }
      self.state = text
    } else {
      state = nil
    }
    // What is asked: exactly one of `dcql_query` and `scope` (§5.1), and scopes are not known here.
    guard let query = claims["dcql_query"], claims["scope"] == nil else { throw .malformedQuery }
    do { self.query = try DCQLQuery(json: query) } catch { throw .malformedQuery }
    // The circumstances, and the same once more as transaction data.
    let signed = claims["context"].flatMap(LoginContext.init(json:))
    guard claims["context"] == nil || signed != nil else { throw .malformedContext }
    transactionData = try Self.transactionData(claims, asking: self.query, context: signed)
    context = signed ?? transactionData.first.flatMap { LoginContext(transactionData: $0) }
    // How to encrypt.
    (encryptionKey, encryption) = try Self.encryption(claims["client_metadata"])
  }

  /// §8.4: a type that the wallet does not know, or an entry for a credential that is not asked for, ends the request.
  private static func transactionData(
    _ claims: JSONObject, asking query: DCQLQuery, context: LoginContext?
  ) throws(RequestRejection) -> [String] {
    guard let member = claims["transaction_data"] else { return [] }
    guard let entries = member.array, (1...4).contains(entries.count) else { throw .unsupportedTransactionData }
    let ids = Set(query.credentials.map(\.id))
    var texts: [String] = []
    for entry in entries {
      guard let text = entry.string, let told = LoginContext(transactionData: text),
        let bytes = Base64URL.decode(text), let json = try? JSON(parsing: bytes),
        let credentials = json["credential_ids"]?.array?.compactMap(\.string), !credentials.isEmpty,
        credentials.allSatisfy(ids.contains)
      else { throw .unsupportedTransactionData }
      // The only digest that this wallet makes (B.3.3.1).
      if let algorithms = json["transaction_data_hashes_alg"] {
        guard algorithms.array?.contains("sha-256") ?? false else { throw .unsupportedTransactionData }
      }
      // People are shown one context: a second, different one would be signed unseen.
      guard context == nil || context == told else { throw .contradictoryContext }
      texts.append(text)
    }
    guard context != nil || texts.count == 1 else { throw .contradictoryContext }
    return texts
  }

  /// §8.3: a key of the verifier's for us to encrypt to, by an algorithm that both have; A128GCM when it names none.
  private static func encryption(
    _ metadata: JSON?
  ) throws(RequestRejection) -> (KeyAgreementKey, ContentEncryption) {
    let keys = metadata?["jwks"]?["keys"]?.array ?? []
    let usable = keys.lazy.compactMap { try? KeyAgreementKey(jwk: $0) }
    guard let key = usable.first else { throw .missingEncryptionKey }
    guard let member = metadata?["encrypted_response_enc_values_supported"] else { return (key, .a128GCM) }
    let names = member.array?.compactMap(\.string) ?? []
    guard let encryption = WalletCapabilities.encryptions.first(where: { names.contains($0.rawValue) }) else {
      throw .unsupportedEncryption
    }
    return (key, encryption)
  }
}
