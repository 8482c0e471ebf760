import JOSE
import KeyCustody
import OAuth

/// Tells a client that a session is over (OpenID Connect Back-Channel Logout 1.0 §2.4).
struct LogoutToken {
  /// The JWT type: nothing else that we sign can be taken for one, nor one for anything else.
  static let type = "logout+jwt"
  /// The one event.
  static let event = "http://schemas.openid.net/event/backchannel-logout"
  /// Seconds that it is good for; each try has a new one.
  static let lifetime = 120

  /// Both `sid` and `sub`, whatever the client demands. Never a `nonce`: with one it could pass for an ID token.
  static func claims(
    of session: SessionID, subject: String, for client: Client, issuer: Issuer, jti: String, at now: NumericDate
  ) -> JSONObject {
    [
      "iss": .string(issuer.value), "sub": .string(subject), "aud": .string(client.id.value),
      "iat": .date(now), "exp": .date(now + lifetime), "jti": .string(jti),
      "sid": .string(session.value), "events": [event: [:]],
    ]
  }
}
