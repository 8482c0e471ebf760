package import JOSE
package import KeyCustody
package import OAuth
package import OAuthHTTP

/// Tells clients whatever there is to tell them: makes one try, by the room whose message it is.
package struct ClientTelling: Sendable {
  private let logout: BackChannelLogout
  private let ping: BackchannelPing

  /// Signs with these keys, and asks by `outgoing`: clients name the addresses.
  package init(
    issuer: Issuer, keys: KeyRing, clients: ClientDirectory, clientKeys: ClientKeys = ClientKeys(),
    outgoing: any OutgoingRequests
  ) {
    logout = BackChannelLogout(
      issuer: issuer, keys: keys, clients: clients, clientKeys: clientKeys, outgoing: outgoing)
    ping = BackchannelPing(secrets: keys.secrets, clients: clients, outgoing: outgoing)
  }

  /// Makes one try.
  package func tell(_ delivery: Delivery, at now: NumericDate) async throws -> DeliveryResult {
    switch delivery.message {
    case .sessionEnded(let session, let subject):
      try await logout.tell(delivery, session: session, subject: subject, at: now)
    case .answerReady(let sealed): try await ping.tell(sealed, of: delivery, at: now)
    }
  }
}
