import JOSE
package import OAuth

/// Finds the parameters of an authentication request that count: those in the form, or those that the client signed
/// (CIBA §7.1.1), never both.
package struct BackchannelRequestReader: Sendable {
  /// Seconds from `nbf` to `exp` at most (FAPI-CIBA §5.2.2).
  private static let longestLife = 3600
  /// Seconds that clocks may differ.
  private static let skew = 30
  /// What may stand beside a signed request: who sends it.
  private static let besideRequest: Set<String> = [
    "request", "client_id", "client_secret", "client_assertion", "client_assertion_type",
  ]

  private let verifier: SignedRequestVerifier
  private let keys: ClientKeys
  private let used: any AssertionStore

  /// For this issuer. `keys` are the clients' that sign, `used` remembers what was signed.
  package init(issuer: Issuer, keys: ClientKeys = ClientKeys(), used: any AssertionStore) {
    verifier = SignedRequestVerifier(issuer: issuer)
    self.keys = keys
    self.used = used
  }

  func parameters(
    _ form: ParameterList, of caller: AuthenticatedClient, _ registration: BackchannelRegistration, at now: NumericDate
  ) async throws -> RequestParameters {
    let presented = PresentedRequest(form, pushedBy: caller)
    switch presented.way {
    case .contradictory, .reference, .pushed: throw BackchannelRefusal.reference
    case .plain:
      guard registration.signedBy == nil else { throw BackchannelRefusal.notSigned }
      guard let parameters = RequestParameters(presented) else { throw BackchannelRefusal.reference }
      return parameters
    case .object(let compact):
      guard let algorithm = registration.signedBy else { throw BackchannelRefusal.signed }
      guard form.names.allSatisfy(Self.besideRequest.contains) else { throw BackchannelRefusal.beside }
      let signed = try await verifier.verified(compact, of: caller.client, by: algorithm, knowing: keys, at: now)
      try await use(signed, of: caller.client, at: now)
      return RequestParameters(signed)
    }
  }

  /// Used once: a request that was overheard asks for nobody a second time.
  private func use(_ signed: SignedRequest, of client: Client, at now: NumericDate) async throws {
    guard let made = signed.token["iat"]?.date, let start = signed.token["nbf"]?.date,
      let end = signed.token["exp"]?.date, let jti = signed.token["jti"]?.string, (1...256).contains(jti.utf8.count),
      end - start <= Self.longestLife, end <= now + Self.longestLife + Self.skew
    else { throw BackchannelRefusal.undated }
    // A name of its own: an assertion of the client may have the same jti.
    guard
      try await used.use(
        "authentication request " + jti, of: client.id, madeAt: made, expires: end + (Self.skew + 1), at: now)
    else { throw BackchannelRefusal.replayed }
  }
}
