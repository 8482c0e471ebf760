import JOSE
import OAuth

/// What a portal remembers of a login that a browser began, in that browser's session, until the answer comes.
public struct PendingLogin: Sendable, Hashable, CustomStringConvertible {
  let state: String
  let nonce: String
  let verifier: String
  let maxAge: Int?

  /// Opaque text for the portal's own session store. It holds the PKCE verifier: keep it on the server, or sealed.
  public var serialized: String {
    JSON.object([
      "state": .string(state), "nonce": .string(nonce), "verifier": .string(verifier),
      "max_age": maxAge.map { .integer(Int64($0)) } ?? .null,
    ]).text
  }

  /// Reads ``serialized`` back; nil when it is something else.
  public init?(serialized: String) {
    guard let json = try? JSON(parsing: Array(serialized.utf8)), let state = json["state"]?.string,
      let nonce = json["nonce"]?.string, let verifier = json["verifier"]?.string
    else { return nil }
    self.init(state: state, nonce: nonce, verifier: verifier, maxAge: json["max_age"]?.integer.map { Int($0) })
  }

  init(state: String, nonce: String, verifier: String, maxAge: Int?) {
    self.state = state
    self.nonce = nonce
    self.verifier = verifier
    self.maxAge = maxAge
  }

  /// Never shows the secrets inside.
  public var description: String { "<redacted>" }
}

/// What a portal may ask for at the start of a login (OpenID Connect Core 1.0 §3.1.2.1).
public struct LoginOptions: Sendable, Hashable {
  /// What is asked for; `openid` must be among it.
  public var scopes: [String] = ["openid", "licence"]
  /// `none`, `login`, `consent` or `select_account`.
  public var prompt: String?
  /// Seconds since the person last logged in, at most.
  public var maxAge: Int?
  /// Languages of the pages, in order of preference.
  public var uiLocales: String?
  /// Levels of login, in order of preference.
  public var acrValues: String?
  /// The `claims` parameter, as JSON (§5.5).
  public var claims: String?
  /// Who is expected, such as a credit code; it binds nobody.
  public var loginHint: String?
  /// The ID token of an earlier login.
  public var idTokenHint: String?

  /// Enterprise and licence, no special wish.
  public init() {}
}

/// A finished login.
public struct Login: Sendable {
  /// Verified claims of the ID token.
  public let identity: Claims
  /// The ID token as received; needed to log out.
  public let idToken: String
  /// Opens UserInfo and departments. A secret.
  public let accessToken: String
  /// Obtains new access tokens, when the client may. A secret.
  public let refreshToken: String?
  /// Seconds that the access token lives.
  public let expiresIn: Int64
  /// What was granted.
  public let scopes: [String]
}
