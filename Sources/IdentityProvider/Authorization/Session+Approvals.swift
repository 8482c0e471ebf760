import JOSE
import OAuth

package extension Session.Approval {
  /// Whether all that a request asks for was approved before.
  func covers(_ request: AuthorizationRequest) -> Bool { covers(Session.Approval(of: request)) }

  /// Whether all of another approval was approved here too.
  func covers(_ other: Session.Approval) -> Bool {
    guard other.scopes.isSubset(of: scopes) else { return false }
    let approved = Set(((claims?.idToken ?? []) + (claims?.userInfo ?? [])).map(\.name))
    let asked = (other.claims?.idToken ?? []) + (other.claims?.userInfo ?? [])
    // These say something of the login itself and disclose nothing of the licence.
    let ofTheLogin: Set<String> = ["sub", "acr", "amr", "auth_time", "sid"]
    return asked.map(\.name).allSatisfy { approved.contains($0) || ofTheLogin.contains($0) }
  }

  /// What a request asks for, as an approval.
  init(of request: AuthorizationRequest) { self.init(scopes: request.scopes, claims: request.claims) }
}
