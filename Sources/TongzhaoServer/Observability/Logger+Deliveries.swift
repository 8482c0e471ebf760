import IdentityProvider
import JOSE
import Logging
import OAuth

extension Logger {
  /// What came of telling a client that a session is over. Neither the token nor the address is logged: both are the
  /// client's.
  func told(_ delivery: Delivery, _ result: DeliveryResult, next: NumericDate?) {
    let metadata: Logger.Metadata = [
      "client_id": "\(delivery.client.value)", "delivery": "\(delivery.id)", "result": "\(result.rawValue)",
      "attempt": "\(delivery.attempts)",
    ]
    if result.isSettled {
      info("a client was told of a logout", metadata: metadata)
    } else if let next {
      notice("a client could not be told of a logout", metadata: metadata.merging(["next": "\(next.text)"]) { $1 })
    } else {
      warning("a client was not told of a logout, and is not tried again", metadata: metadata)
    }
  }
}
