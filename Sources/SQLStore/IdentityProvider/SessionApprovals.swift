import IdentityProvider
import JOSE
import OAuth

/// The approvals of a session as they stand in its row: a JSON object by client.
struct SessionApprovals {
  private(set) var approvals: [ClientID: Session.Approval]

  init(_ approvals: [ClientID: Session.Approval]) { self.approvals = approvals }

  init(stored text: String) throws {
    guard let object = try JSON(parsing: Array(text.utf8)).object else { throw Self.unreadable }
    approvals = [:]
    for (name, value) in object {
      guard let client = ClientID(name), let scopes = value["scope"]?.string.flatMap({ ScopeSet(parsing: $0) }) else {
        throw Self.unreadable
      }
      let claims = try value["claims"].map { try ClaimsRequest(json: $0) }
      approvals[client] = Session.Approval(scopes: scopes, claims: claims)
    }
  }

  /// What was approved stays approved; more may be added.
  mutating func add(_ approval: Session.Approval, for client: ClientID) {
    let former = approvals[client]
    let idToken = Self.union(former?.claims?.idToken, approval.claims?.idToken)
    let userInfo = Self.union(former?.claims?.userInfo, approval.claims?.userInfo)
    let isEmpty = idToken.isEmpty && userInfo.isEmpty
    approvals[client] = Session.Approval(
      scopes: former?.scopes.union(approval.scopes) ?? approval.scopes,
      claims: isEmpty ? nil : ClaimsRequest(idToken: idToken, userInfo: userInfo))
  }

  var text: String {
    let members = approvals.sorted { $0.key.value < $1.key.value }.map { client, approval -> (String, JSON) in
      var object: JSONObject = ["scope": .string(approval.scopes.text)]
      object["claims"] = approval.claims?.json
      return (client.value, .object(object))
    }
    return JSON.object(JSONObject(members)).text
  }

  private static func union(_ former: [ClaimRequest]?, _ more: [ClaimRequest]?) -> [ClaimRequest] {
    var seen: Set<String> = []
    return ((former ?? []) + (more ?? [])).filter { seen.insert($0.name).inserted }
  }

  private static let unreadable = StoreError.corrupt("the approvals of a session cannot be read")
}
