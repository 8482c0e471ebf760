import IdentityProvider
import JOSE

extension OperatorDesk {
  /// The trust list of the server that is asked.
  func trust(at now: NumericDate) async throws -> TrustOperations {
    try await TrustOperations(try identityProvider, state, at: now)
  }
}
