package import ELicence
package import JOSE

/// The signed request that a wallet fetches (RFC 9101, OpenID4VP 1.0 §5, HAIP 1.0 §5): made afresh for each attempt.
package struct RequestObject: Sendable {
  /// The `typ` of the signed request.
  package static let type = "oauth-authz-req+jwt"
  /// The media type of the answer.
  package static let mediaType = "application/oauth-authz-req+jwt"
  /// What the answer may be encrypted with.
  package static let encryptions: [ContentEncryption] = [.a128GCM, .a256GCM]
  package let clientID: String
  package let responseURI: String
  package let nonce: String
  package let state: String
  package let query: DCQLQuery
  package let context: LoginContext
  package let encryptionKey: KeyAgreementPrivateKey
  /// The identifier of that key; each attempt has its own.
  package let encryptionKeyID: String
  package let walletNonce: String?
  package let transactionData: [String]
  package let issuedAt: NumericDate
  package let expires: NumericDate
  /// Whether licences by SM2 are asked for too.
  package let takesSM2: Bool

  package init(
    clientID: String, responseURI: String, nonce: String, state: String, query: DCQLQuery, context: LoginContext,
    encryptionKey: KeyAgreementPrivateKey, encryptionKeyID: String, walletNonce: String?, transactionData: [String],
    issuedAt: NumericDate, expires: NumericDate, takesSM2: Bool = false
  ) {
    self.clientID = clientID
    self.responseURI = responseURI
    self.nonce = nonce
    self.state = state
    self.query = query
    self.context = context
    self.encryptionKey = encryptionKey
    self.encryptionKeyID = encryptionKeyID
    self.walletNonce = walletNonce
    self.transactionData = transactionData
    self.issuedAt = issuedAt
    self.expires = expires
    self.takesSM2 = takesSM2
  }

  /// What is signed.
  package var claims: JSONObject {
    var claims: JSONObject = [
      "iss": .string(clientID),
      // A wallet is nobody's issuer, so the audience is the fixed one (OpenID4VP 1.0 §5.8).
      "aud": "https://self-issued.me/v2",
      "iat": .integer(issuedAt.seconds),
      "exp": .integer(expires.seconds),
      "response_type": "vp_token",
      "response_mode": "direct_post.jwt",
      "client_id": .string(clientID),
      "response_uri": .string(responseURI),
      "nonce": .string(nonce),
      "state": .string(state),
      "dcql_query": query.json,
      "client_metadata": clientMetadata,
      "context": context.json,
    ]
    claims["wallet_nonce"] = walletNonce.map { .string($0) }
    if !transactionData.isEmpty { claims["transaction_data"] = .array(transactionData.map { .string($0) }) }
    return claims
  }

  private var clientMetadata: JSON {
    let signatures: [SignatureAlgorithm] = takesSM2 ? [.es256, .sm2] : [.es256]
    return [
      "client_name": .string(context.clientName),
      "jwks": ["keys": [encryptionKey.publicJWK(keyID: encryptionKeyID)]],
      "encrypted_response_enc_values_supported": .array(Self.encryptions.map { .string($0.rawValue) }),
      "vp_formats_supported": [
        "dc+sd-jwt": ["sd-jwt_alg_values": signatures.json, "kb-jwt_alg_values": signatures.json]
      ],
    ]
  }
}
