import RelyingParty

/// Somebody who is logged in here: who they are, by the ID token, and what UserInfo said of the enterprise and of the
/// acting person.
struct Visit: Sendable {
  let login: Login
  let facts: Claims
}
