public import AsyncHTTPClient
import JOSE

/// What the provider says of a token now (RFC 7662 §2.2). Everything but `active` is absent for a token that is not.
public struct Introspection: Sendable, Hashable {
  /// Whether the token is good at this moment.
  public let isActive: Bool
  /// What the provider says of it.
  public let claims: Claims
}

/// Asks the provider about tokens: sees a withdrawal at once, at the price of a request.
public actor Introspector {
  private let issuer: String
  private let credentials: ClientCredentials
  private let exchange: HTTPExchange
  private var metadata: ProviderMetadata?

  /// Asks this provider as the client of these credentials.
  public init(issuer: String, credentials: ClientCredentials, httpClient: HTTPClient) {
    self.issuer = issuer
    self.credentials = credentials
    exchange = HTTPExchange(client: httpClient)
  }

  /// - Parameter now: seconds since 1970.
  public func introspect(_ token: String, at now: Int64) async throws(RelyingPartyError) -> Introspection {
    let metadata = try await known()
    guard let endpoint = metadata.introspectionEndpoint else {
      throw .providerUnavailable("the provider offers no introspection")
    }
    var form = [("token", token), ("token_type_hint", "access_token")]
    var headers: [(String, String)] = [("accept", "application/json")]
    do {
      try credentials.authenticate(&form, headers: &headers, issuer: issuer, at: NumericDate(now))
    } catch {
      throw .providerUnavailable("this client's key cannot sign")
    }
    let answer = try await exchange.post(endpoint, form: form, headers: headers)
    guard let json = answer.json, let object = json.object else {
      throw .providerUnavailable("introspection answered with status \(answer.status)")
    }
    if let code = json["error"]?.string { throw .refused(code: code, description: json["error_description"]?.string) }
    return Introspection(isActive: json["active"]?.bool == true, claims: Claims(object: object))
  }

  private func known() async throws(RelyingPartyError) -> ProviderMetadata {
    if let metadata { return metadata }
    let fetched = try await ProviderMetadata.fetch(issuer: issuer, by: exchange)
    metadata = fetched
    return fetched
  }
}
