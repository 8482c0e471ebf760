import JOSE
import OAuth

/// The steps between a wallet and one issuer: token, nonce, proof, credential, notification.
struct CredentialIssuance: Sendable {
  /// The `typ` of a key proof (OpenID4VCI 1.0 §F.1).
  static let proofType = "openid4vci-proof+jwt"

  let metadata: IssuerMetadata
  let issuer: Issuer
  let surroundings: WalletSurroundings
  private var transport: any WalletTransport { surroundings.transport }

  init(metadata: IssuerMetadata, issuer: Issuer, surroundings: WalletSurroundings) {
    self.metadata = metadata
    self.issuer = issuer
    self.surroundings = surroundings
  }

  /// §6.1
  func redeem(_ offer: CredentialOffer, transactionCode: String?) async throws -> IssuanceToken {
    var form = [
      ("grant_type", GrantType.preAuthorizedCode.rawValue), ("pre-authorized_code", offer.preAuthorizedCode),
    ]
    if offer.transactionCode != nil, let transactionCode { form.append(("tx_code", transactionCode)) }
    return try await token(form)
  }

  /// RFC 6749 §6
  func refresh(_ refreshToken: String) async throws -> IssuanceToken {
    try await token([("grant_type", GrantType.refreshToken.rawValue), ("refresh_token", refreshToken)])
  }

  private func token(_ form: [(String, String)]) async throws -> IssuanceToken {
    let answer = try await transport.postForm(metadata.tokenEndpoint, form)
    guard answer.status == 200, let json = answer.json else { throw IssuanceRejection(refusal: answer) }
    return try IssuanceToken(json: json)
  }

  /// Asks for the credential, checks it, keeps it in the wallet, and then tells the issuer.
  func obtain(
    _ source: IssuanceSource, key: SigningKey, token: IssuanceToken, replacing former: StoredLicence?,
    into wallet: Wallet, at now: NumericDate
  ) async throws -> StoredLicence {
    let (text, notification) = try await credential(source, key: key, token: token)
    let received: ReceivedCredential
    do throws(IssuanceRejection) {
      received = try ReceivedCredential(
        text, from: issuer.value, for: key.verificationKey, trust: surroundings.trust, at: now)
    } catch {
      await notify(notification, event: "credential_failure", token: token)
      throw error
    }
    let licence = StoredLicence(
      id: former?.id ?? surroundings.newName(), credential: received.compact, claims: received.claims,
      authorityKeyIdentifiers: received.authorityKeyIdentifiers, key: key, source: source, expires: received.expires,
      receivedAt: now, usedAt: former?.usedAt)
    try await wallet.change { $0.keep(licence) }
    await notify(notification, event: "credential_accepted", token: token)
    return licence
  }

  private func credential(
    _ source: IssuanceSource, key: SigningKey, token: IssuanceToken
  ) async throws -> (credential: String, notification: String?) {
    var answer = try await request(source, key: key, token: token)
    // §8.3.1.2: a nonce may be over by the time it arrives; once more, with a fresh one.
    if answer.status == 400, answer.json?["error"]?.string == OAuthErrorCode.invalidNonce.rawValue {
      answer = try await request(source, key: key, token: token)
    }
    guard answer.status != 202 else { throw IssuanceRejection.deferred }
    guard answer.status == 200, let json = answer.json else { throw IssuanceRejection(refusal: answer) }
    guard let credentials = json["credentials"]?.array, let credential = credentials.first?["credential"]?.string else {
      throw IssuanceRejection.malformedAnswer
    }
    return (credential, json["notification_id"]?.string)
  }

  /// §8.2, by the identifier where one was given, else by the configuration.
  private func request(
    _ source: IssuanceSource, key: SigningKey, token: IssuanceToken
  ) async throws -> WalletHTTPAnswer {
    var body: JSONObject = [:]
    if let identifier = token.credentialIdentifier(for: source.configurationID) ?? source.credentialIdentifier {
      body["credential_identifier"] = .string(identifier)
    } else {
      body["credential_configuration_id"] = .string(source.configurationID)
    }
    body["proofs"] = ["jwt": [.string(try await proof(of: key))]]
    return try await transport.postJSON(metadata.credentialEndpoint, body, token: token.accessToken)
  }

  /// §F.1. No `iss`: with a pre-authorized code there is no client identifier.
  private func proof(of key: SigningKey) async throws -> String {
    var claims: JSONObject = ["aud": .string(issuer.value), "iat": .date(surroundings.clock())]
    if let endpoint = metadata.nonceEndpoint {
      let answer = try await transport.postForm(endpoint, [])
      guard answer.isSuccess, let nonce = answer.json?["c_nonce"]?.string else {
        throw IssuanceRejection(refusal: answer)
      }
      claims["nonce"] = .string(nonce)
    }
    return try JWS.sign(
      claims, type: Self.proofType, keyID: nil, with: key, extraHeader: ["jwk": .object(key.verificationKey.jwk)])
  }

  /// §11. Best effort: the licence is kept, whatever the issuer makes of the message.
  private func notify(_ id: String?, event: String, token: IssuanceToken) async {
    guard let id, let endpoint = metadata.notificationEndpoint else { return }
    _ = try? await transport.postJSON(
      endpoint, ["notification_id": .string(id), "event": .string(event)], token: token.accessToken)
  }
}

extension IssuanceRejection {
  /// What an error response says (RFC 6749 §5.2).
  init(refusal answer: WalletHTTPAnswer) {
    guard let code = answer.json?["error"]?.string else {
      self = answer.status >= 500 ? .unreachable("\(answer.status)") : .malformedAnswer
      return
    }
    self = .refused(
      code: String(code.prefix(64)),
      description: answer.json?["error_description"]?.string.map { String($0.prefix(300)) })
  }
}
