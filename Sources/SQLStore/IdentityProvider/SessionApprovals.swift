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
      guard let client = ClientID(name) else { throw Self.unreadable }
      approvals[client] = try ApprovalText(stored: value.text).approval
    }
  }

  /// What was approved stays approved; more may be added.
  mutating func add(_ approval: Session.Approval, for client: ClientID) {
    guard let former = approvals[client] else {
      approvals[client] = approval
      return
    }
    var both = ApprovalText(former)
    both.add(approval)
    approvals[client] = both.approval
  }

  /// Takes back what was approved for a client.
  mutating func remove(_ client: ClientID) { approvals[client] = nil }

  var text: String {
    let members = approvals.sorted { $0.key.value < $1.key.value }.map { client, approval -> (String, JSON) in
      (client.value, .object(ApprovalText(approval).json))
    }
    return JSON.object(JSONObject(members)).text
  }

  private static let unreadable = StoreError.corrupt("the approvals of a session cannot be read")
}
