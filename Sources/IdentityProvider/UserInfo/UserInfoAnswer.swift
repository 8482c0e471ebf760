import Hummingbird
import JOSE
import OAuthHTTP

/// UserInfo as a client registered to have it (OpenID Connect Core §5.3.2).
enum UserInfoAnswer: Sendable {
  case plain(JSONObject)
  /// Signed, encrypted, or both.
  case protected(String)

  var response: Response {
    switch self {
    case .plain(let claims): .json(claims)
    case .protected(let token): .bytes(Array(token.utf8), type: "application/jwt")
    }
  }
}
