import JOSE
import OAuth

/// What a client is told of its registration (RFC 7591 §3.2.1, RFC 7592 §3).
struct RegistrationAnswer {
  let issuer: Issuer
  let client: Client
  let registeredAt: NumericDate
  /// The secret, when it was just made: only its digest is kept, so it is told once.
  var secret: BearerSecret<ClientSecret>?
  /// The token that manages the registration from now on.
  let accessToken: BearerSecret<RegistrationAccessTokenSecret>

  var json: JSONObject {
    var answer = client.document.object ?? [:]
    for name in answer.names
    where name.hasPrefix("tongzhao_") && !RegistrationRules.extensions.contains(RegistrationRules.base(name)) {
      answer[name] = nil
    }
    answer["client_id_issued_at"] = .date(registeredAt)
    if let secret {
      answer["client_secret"] = .string(secret.revealed())
      // It does not expire by itself.
      answer["client_secret_expires_at"] = 0
    }
    answer["registration_access_token"] = .string(accessToken.revealed())
    answer["registration_client_uri"] = .string(Self.address(of: client.id, at: issuer))
    return answer
  }

  static func address(of id: ClientID, at issuer: Issuer) -> String { issuer.url("/register/\(id.value)") }
}
