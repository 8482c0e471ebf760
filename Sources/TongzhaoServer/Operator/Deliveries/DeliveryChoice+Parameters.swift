import IdentityProvider
import JOSE
import OAuth

extension DeliveryChoice {
  /// `delivery_id` or `client_id`, one of both.
  init(_ parameters: inout OperatorParameters) throws(OperatorParameterMistake) {
    let id = try parameters.optionalParsed("delivery_id", "a delivery's identifier") { DeliveryID($0) }
    let client = try parameters.optionalParsed("client_id", "a client's identifier") { ClientID($0) }
    switch (id, client) {
    case (let id?, nil): self = .one(id)
    case (nil, let client?): self = .client(client)
    case (nil, nil): throw .missing("delivery_id")
    case (.some, .some): throw .notAllowed("client_id", reason: "is not said beside delivery_id")
    }
  }

  var parameters: JSONObject {
    switch self {
    case .one(let id): ["delivery_id": .string(id.value)]
    case .client(let client): ["client_id": .string(client.value)]
    }
  }
}
