import IdentityProvider
import JOSE
import OAuth
import SQLStore

extension ClientOperations {
  /// Approves an application and registers its client, in one transaction: nobody finds one without the other.
  func approve(_ application: StoredApplication, by decider: String, at now: NumericDate) async throws -> Added {
    try Self.refuseSuspension(in: application.document)
    let client = try offered(.object(application.document))
    let secret = BearerSecret<ClientSecret>(generating: 32)
    let registered = try await SQLApplicationStore(state.database, audit: state.audit)
      .approve(application.number, by: decider, registering: client, offering: secret.digest, at: now)
    guard let registered else { throw OperatorRefusal.applicationDecided(application.number) }
    return Added(registered, secret)
  }
}
