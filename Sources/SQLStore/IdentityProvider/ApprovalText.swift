import IdentityProvider
import JOSE
import OAuth

/// One approval as it stands in a row: scopes, and claims beside them.
struct ApprovalText {
  private(set) var approval: Session.Approval

  init(_ approval: Session.Approval) { self.approval = approval }

  init(stored text: String) throws {
    let json = try JSON(parsing: Array(text.utf8))
    guard let scopes = json["scope"]?.string.flatMap({ ScopeSet(parsing: $0) }) else {
      throw StoreError.corrupt("an approval cannot be read")
    }
    approval = Session.Approval(scopes: scopes, claims: try json["claims"].map { try ClaimsRequest(json: $0) })
  }

  /// What was approved stays approved; more may be added.
  mutating func add(_ other: Session.Approval) {
    let idToken = Self.union(approval.claims?.idToken, other.claims?.idToken)
    let userInfo = Self.union(approval.claims?.userInfo, other.claims?.userInfo)
    let isEmpty = idToken.isEmpty && userInfo.isEmpty
    approval = Session.Approval(
      scopes: approval.scopes.union(other.scopes),
      claims: isEmpty ? nil : ClaimsRequest(idToken: idToken, userInfo: userInfo))
  }

  var json: JSONObject {
    var object: JSONObject = ["scope": .string(approval.scopes.text)]
    object["claims"] = approval.claims?.json
    return object
  }

  var text: String { JSON.object(json).text }

  private static func union(_ former: [ClaimRequest]?, _ more: [ClaimRequest]?) -> [ClaimRequest] {
    var seen: Set<String> = []
    return ((former ?? []) + (more ?? [])).filter { seen.insert($0.name).inserted }
  }
}
