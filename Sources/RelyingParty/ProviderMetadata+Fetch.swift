extension ProviderMetadata {
  /// Reads the discovery document (OpenID Connect Discovery 1.0 §4).
  static func fetch(issuer: String, by exchange: HTTPExchange) async throws(RelyingPartyError) -> ProviderMetadata {
    let base = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
    let answer = try await exchange.get(base + "/.well-known/openid-configuration")
    guard answer.status == 200, let document = answer.json else {
      throw .providerUnavailable("no discovery document, status \(answer.status)")
    }
    return try ProviderMetadata(document: document, expecting: issuer)
  }
}
