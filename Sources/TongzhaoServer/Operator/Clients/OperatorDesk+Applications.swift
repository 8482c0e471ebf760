import IdentityProvider
import JOSE
import OAuth
import SQLStore

extension OperatorDesk {
  /// Enters an application whose document could be registered as it is.
  /// - Parameter base: the registration that it was made from; nil: whatever is registered now.
  func apply(
    _ document: JSONObject, from base: JSONObject? = nil, contact: String, purpose: String, at now: NumericDate
  ) async throws -> OperatorAnswer {
    _ = try identityProvider
    try ClientOperations.refuseSuspension(in: document)
    let client = try ClientOperations(state).offered(.object(document))
    let present = try await ClientOperations(state).client(client.id)?.suspended(false).document.object
    let action = OperatorAction(.applyForClient, client.id.value, reason: reason)
    let application = try await state.carryOut(action, at: now) {
      try await SQLApplicationStore(state.database)
        .apply(document, from: base ?? present, contact: contact, purpose: purpose, by: asker.name, at: now)
    }
    return OperatorAnswer(
      json: .object(application.json),
      lines: ["Application \(application.number) for \(client.id.value) waits for another operator's approval."],
      warnings: ClientRisk.risks(of: client).map(\.warning))
  }

  /// An application that this operator may decide.
  func decidable(_ number: Int) async throws -> StoredApplication {
    _ = try identityProvider
    guard let application = try await SQLApplicationStore(state.database).application(number) else {
      throw OperatorRefusal.unknownApplication(number)
    }
    guard application.outcome == .pending else { throw OperatorRefusal.applicationDecided(number) }
    guard !application.appliedBy.isExactly(asker.name) else { throw OperatorRefusal.sameApplicant(number) }
    return application
  }
}

extension OperatorAction.Kind {
  /// A department applied.
  package static let applyForClient = Self(rawValue: "clients.apply")
  /// Another operator approved, or rejected, an application.
  package static let approveApplication = Self(rawValue: "clients.approve")
  package static let rejectApplication = Self(rawValue: "clients.reject")
}
