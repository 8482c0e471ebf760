import JOSE
import OAuth
import OAuthHTTP

/// Tells clients of sessions that are over by way of the browser (OpenID Connect Front-Channel Logout 1.0): the page that
/// says so to the person has a frame for each. Nobody learns whether a client heard it, and a browser that keeps other
/// sites' cookies from frames keeps it from most; the back channel is the one to rely on.
struct FrontChannelLogout: Sendable {
  /// A page does not become a burden, whatever was logged in to.
  private static let most = 32

  let issuer: Issuer
  let clients: ClientDirectory
  let sessions: any SessionStore

  /// The frames for these sessions. Asked before they end: afterwards nobody knows who was told of them.
  func frames(for ids: [SessionID], at now: NumericDate) async throws -> [LogoutFrame] {
    var frames: [LogoutFrame] = []
    for id in ids {
      for told in try await sessions.told(of: id) where frames.count < Self.most {
        guard let address = try await clients.client(told.client, at: now)?.frontChannelLogout?.address,
          let origin = WebOrigin(of: address.text)
        else { continue }
        // Both always (§3): a client that asked for neither leaves them alone.
        let query = [("iss", issuer.value), ("sid", told.session.value)]
        frames.append(LogoutFrame(address: Percent.appendQuery(to: address.text, query), origin: origin))
      }
    }
    return frames
  }
}
