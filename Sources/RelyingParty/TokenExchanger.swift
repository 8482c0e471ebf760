public import AsyncHTTPClient
import JOSE

/// A token for the next department, got by one that this department was called with.
public struct ExchangedToken: Sendable, Hashable {
  /// What the next department is called with. A secret: never log it.
  public let accessToken: String
  /// Seconds that it lives; never longer than the token that it came from.
  public let expiresIn: Int64
  /// What it allows, divided by spaces.
  public let scope: String
}

/// Gets tokens for other departments, on behalf of whoever called this one (RFC 8693). What the provider's operator did
/// not record for the pair is refused with `invalid_target`; what hangs on a login that is over, with `invalid_request`.
public actor TokenExchanger {
  private let issuer: String
  private let credentials: ClientCredentials
  private let exchange: HTTPExchange
  private var metadata: ProviderMetadata?

  /// Exchanges at this provider, as the client of these credentials.
  public init(issuer: String, credentials: ClientCredentials, httpClient: HTTPClient) {
    self.issuer = issuer
    self.credentials = credentials
    exchange = HTTPExchange(client: httpClient)
  }

  /// Exchanges a token for one that is good at `audience`.
  /// - Parameters:
  ///   - token: the access token that this department was called with.
  ///   - audience: the other department, as its own tokens name it.
  ///   - scope: what is needed there; nil asks for all that may be handed on. Ask for the least.
  ///   - now: seconds since 1970.
  public func exchange(
    _ token: String, for audience: String, scope: String? = nil, at now: Int64
  ) async throws(RelyingPartyError) -> ExchangedToken {
    let metadata = try await known()
    var form = [
      ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"), ("subject_token", token),
      ("subject_token_type", Self.accessTokenType), ("audience", audience),
    ]
    if let scope { form.append(("scope", scope)) }
    var headers: [(String, String)] = [("accept", "application/json")]
    do {
      try credentials.authenticate(&form, headers: &headers, issuer: issuer, at: NumericDate(now))
    } catch {
      throw .providerUnavailable("this client's key cannot sign")
    }
    let answer = try await exchange.post(metadata.tokenEndpoint, form: form, headers: headers)
    guard let json = answer.json else {
      throw .providerUnavailable("the token endpoint answered with status \(answer.status)")
    }
    if let code = json["error"]?.string { throw .refused(code: code, description: json["error_description"]?.string) }
    guard json["issued_token_type"]?.string == Self.accessTokenType, let accessToken = json["access_token"]?.string,
      let expiresIn = json["expires_in"]?.integer
    else { throw .providerUnavailable("the token endpoint answered without an access token") }
    return ExchangedToken(accessToken: accessToken, expiresIn: expiresIn, scope: json["scope"]?.string ?? "")
  }

  private static let accessTokenType = "urn:ietf:params:oauth:token-type:access_token"

  private func known() async throws(RelyingPartyError) -> ProviderMetadata {
    if let metadata { return metadata }
    let fetched = try await ProviderMetadata.fetch(issuer: issuer, by: exchange)
    metadata = fetched
    return fetched
  }
}
