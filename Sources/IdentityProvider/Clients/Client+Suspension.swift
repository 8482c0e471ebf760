import JOSE

extension Client {
  /// The same registration in or out of service.
  package func suspended(_ suspended: Bool) throws -> Client {
    guard suspended != self.suspended else { return self }
    var members = document.object ?? [:]
    members["tongzhao_suspended"] = suspended ? true : nil
    return try Client(document: .object(members))
  }
}
