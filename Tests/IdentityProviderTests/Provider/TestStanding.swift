import IdentityProvider
import JOSE
import Synchronization

/// A status list that says what the test says.
final class TestStanding: LicenceStanding {
  private let answer = Mutex(Standing.good)

  func set(_ standing: Standing) { answer.withLock { $0 = standing } }

  func standing(of presentation: Presentation, at now: NumericDate) async -> Standing { answer.withLock { $0 } }
}
