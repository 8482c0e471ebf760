package import JOSE
package import OAuth

/// Through whose hands a token came: `act`, the present actor outermost (RFC 8693 §4.1). Innermost is the person who
/// logged in; around it the clients that handed the token on. Who they are, and nothing else.
package struct ActorChain: Sendable, Hashable {
  /// How many clients may have handed a token on. Whoever is further away has no business with the login.
  package static let longest = 3

  /// The clients, the latest first.
  package let clients: [ClientID]
  /// The person's pairwise name.
  package let person: String

  /// Reads the `act` of a token of ours; nil for what `json` cannot have written.
  package init?(_ act: JSON?) {
    var clients: [ClientID] = []
    var level = act
    while let inner = level?["act"] {
      guard clients.count < Self.longest, let client = level?["sub"]?.string.flatMap({ ClientID($0) }) else {
        return nil
      }
      clients.append(client)
      level = inner
    }
    guard let person = level?["sub"]?.string else { return nil }
    self.clients = clients
    self.person = person
  }

  private init(clients: [ClientID], person: String) {
    self.clients = clients
    self.person = person
  }

  /// The chain with this client as its latest actor; nil when it is as long as it may be.
  package func acting(_ client: ClientID) -> ActorChain? {
    clients.count < Self.longest ? ActorChain(clients: [client] + clients, person: person) : nil
  }

  /// The same hands, the person by the name that another sector knows.
  package func naming(person: String) -> ActorChain { ActorChain(clients: clients, person: person) }

  /// The claim `act`.
  package var json: JSON {
    clients.reversed().reduce(["sub": .string(person)] as JSON) { inner, client in
      ["sub": .string(client.value), "act": inner]
    }
  }
}
