import JOSE
import KeyCustody
import OAuth
import OAuthHTTP

/// Tells clients of sessions that are over, by a request from server to server (OpenID Connect Back-Channel Logout 1.0).
struct BackChannelLogout: Sendable {
  /// The largest answer that is read, in bytes: only its status matters.
  private static let answerLimit = 16 * 1024

  private let issuer: Issuer
  private let keys: KeyRing
  private let clients: ClientDirectory
  private let clientKeys: ClientKeys
  private let outgoing: any OutgoingRequests

  /// Signs with these keys, and asks by `outgoing`: clients name the addresses.
  init(
    issuer: Issuer, keys: KeyRing, clients: ClientDirectory, clientKeys: ClientKeys, outgoing: any OutgoingRequests
  ) {
    self.issuer = issuer
    self.keys = keys
    self.clients = clients
    self.clientKeys = clientKeys
    self.outgoing = outgoing
  }

  /// Makes one try (§2.5). A new token each time: a client that took the first one and whose answer was lost would refuse
  /// its `jti` the second time.
  func tell(
    _ delivery: Delivery, session: SessionID, subject: String, at now: NumericDate
  ) async throws -> DeliveryResult {
    guard let client = try await clients.client(delivery.client, at: now) else { return .clientGone }
    guard let registered = client.backChannelLogout else { return .notWanted }
    // Without the client's key nothing can be said to it, for the moment.
    if let encryption = client.idTokenEncryption {
      do { try await clientKeys.key(for: encryption, of: client, at: now) } catch is OAuthError { return .failed }
    }
    let token = try await token(of: session, subject: subject, for: client, at: now)
    let form = Percent.formEncode([("logout_token", token)])
    let request = OutgoingRequest(
      registered.address, accept: "application/json",
      body: OutgoingRequest.Body(type: "application/x-www-form-urlencoded", bytes: Array(form.utf8)),
      limit: Self.answerLimit)
    do throws(OutgoingRefusal) {
      return DeliveryResult(status: try await outgoing.answer(to: request).status)
    } catch {
      return DeliveryResult(error)
    }
  }

  /// Signed, and encrypted where the client's ID tokens are (§2.4).
  private func token(
    of session: SessionID, subject: String, for client: Client, at now: NumericDate
  ) async throws -> String {
    let claims = LogoutToken.claims(
      of: session, subject: subject, for: client, issuer: issuer, jti: Base64URL.encode(Random.bytes(16)), at: now)
    let token = try await keys.current(.token, client.idTokenAlgorithm, at: now).sign(claims, type: LogoutToken.type)
    return try await clientKeys.nested(token, by: client.idTokenEncryption, for: client, at: now)
  }
}
