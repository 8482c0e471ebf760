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
    switch try await SQLApplicationStore(state.database, audit: state.audit)
      .approve(application, by: decider, registering: client, offering: secret.digest, at: now)
    {
    case .registered(let registered): return Added(registered, secret)
    case .decidedBefore: throw OperatorRefusal.applicationDecided(application.number)
    case .outdated: throw OperatorRefusal.applicationOutdated(application.number)
    }
  }
}
