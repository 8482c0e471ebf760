package import IdentityProvider
import OAuth

/// Why nothing was done with a delivery.
package enum DeliveryRefusal: OperatorFault, Sendable, Hashable {
  case unknown(DeliveryID)
  /// Somebody tells the client at this moment, or there is none.
  case nothingToRetry(DeliveryChoice)
  case nothingToDrop(DeliveryChoice)

  package var isRefusal: Bool { false }

  package var lines: [String] {
    switch self {
    case .unknown(let id): ["There is no delivery \(id): it may have been delivered meanwhile."]
    case .nothingToRetry(let choice): ["There is nothing to try again of \(choice.words)."]
    case .nothingToDrop(let choice): ["There is nothing to drop of \(choice.words)."]
    }
  }
}

extension DeliveryChoice {
  /// For the operator.
  var words: String {
    switch self {
    case .one(let id): id.value
    case .client(let client): client.value
    }
  }
}
