package import JOSE
package import OAuth
package import OAuthHTTP

/// Finds the parameters of a request that count. The one place that decides between query, request object and reference,
/// for /authorize and /par alike.
package struct RequestReader: Sendable {
  /// What is required of requests, and how long pushed ones wait.
  package let policy: RequestPolicy
  private let verifier: SignedRequestVerifier
  private let keys: ClientKeys
  private let outgoing: any OutgoingRequests
  private static let accepted = "application/oauth-authz-req+jwt, application/jwt"

  /// For this issuer. `keys` are the clients' that sign, and `outgoing` asks where they keep what they signed.
  package init(
    issuer: Issuer, policy: RequestPolicy = RequestPolicy(), keys: ClientKeys = ClientKeys(),
    outgoing: any OutgoingRequests = NoOutgoingRequests()
  ) {
    verifier = SignedRequestVerifier(issuer: issuer)
    self.policy = policy
    self.keys = keys
    self.outgoing = SharedRequests(outgoing)
  }

  /// Of what a browser brought. What was pushed is not read here: it was accepted when it was pushed.
  package func parameters(
    of presented: PresentedRequest, for client: Client, at now: NumericDate
  ) async throws(RequestRejection) -> RequestParameters {
    if case .contradictory = presented.way { throw .contradictory }
    guard !policy.requiresPushed, !client.requests.requiresPushed else { throw .notPushed }
    switch presented.way {
    case .contradictory, .pushed: throw .contradictory
    case .plain: return try plain(presented, client)
    case .object(let compact): return try await signed(compact, client, at: now)
    case .reference(let address): return try await signed(try await fetched(address, for: client), client, at: now)
    }
  }

  /// Of what an authenticated client pushes (RFC 9126 §2.1, §3).
  package func parameters(
    of presented: PresentedRequest, pushedBy caller: AuthenticatedClient, at now: NumericDate
  ) async throws(RequestRejection) -> RequestParameters {
    switch presented.way {
    case .contradictory, .pushed, .reference: throw .referencePushed
    case .plain: return try plain(presented, caller.client)
    case .object(let compact): return try await signed(compact, caller.client, at: now)
    }
  }

  private func signed(
    _ compact: String, _ client: Client, at now: NumericDate
  ) async throws(RequestRejection) -> RequestParameters {
    RequestParameters(
      try await verifier.verified(compact, of: client, by: client.requests.algorithm, knowing: keys, at: now))
  }

  private func plain(
    _ presented: PresentedRequest, _ client: Client
  ) throws(RequestRejection) -> RequestParameters {
    guard !client.requests.requiresSigned else { throw .notSigned }
    guard let parameters = RequestParameters(presented) else { throw .contradictory }
    return parameters
  }

  /// RFC 9101 §5.2.3. Only what the client registered is asked, so that nobody else can send us anywhere.
  private func fetched(_ reference: String, for client: Client) async throws(RequestRejection) -> String {
    guard client.profile.requestURIs.contains(where: reference.isExactly),
      let address = WebAddress(String(reference.prefix { $0 != "#" }))
    else { throw .unregisteredReference }
    let answer: OutgoingAnswer
    do throws(OutgoingRefusal) {
      answer = try await outgoing.answer(to: OutgoingRequest(address, accept: Self.accepted, limit: 32 * 1024))
    } catch {
      RefusalNotes.current?.add(
        RefusalNote("request_uri", expected: RefusalNote.address(reference), received: error.rawValue))
      throw .unreachable
    }
    guard answer.status == 200, let text = String(validating: answer.bytes, as: UTF8.self) else {
      RefusalNotes.current?.add(RefusalNote("request_uri", expected: "status 200", received: "\(answer.status)"))
      throw .unreachable
    }
    return String(text.drop(while: \.isWhitespace).prefix { !$0.isWhitespace })
  }
}
