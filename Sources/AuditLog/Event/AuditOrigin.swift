/// Where an event was asked for.
package struct AuditOrigin: Sendable, Hashable {
  /// The request's identifier, which the log and the error page show too.
  package let requestID: String?
  /// The network address: personal, so it is sealed beside the leaf and never part of it.
  package let source: String?

  /// The account of the operator who typed the command.
  package let operatorAccount: String?

  package init(requestID: String? = nil, source: String? = nil, operatorAccount: String? = nil) {
    self.requestID = requestID
    self.source = source
    self.operatorAccount = operatorAccount
  }

  /// Nowhere in particular: a schedule, a command at the server itself.
  package static let none = AuditOrigin()
}
