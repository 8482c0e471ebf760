import ArgumentParser
import IdentityProvider
import OAuth
import TongzhaoServer

/// What clients are still to be told.
struct Deliveries: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deliveries",
    abstract: "What clients are still to be told: that a session is over (back-channel logout).",
    discussion: """
      A client is told within a second, by any process, and again with longer and longer pauses until it answers or \
      the tries are used up (logout.delivery-attempts). What was delivered is in the list no more; what was abandoned \
      stays there for seven days.

      Example: tongzhao deliveries list --state abandoned --settings identity-provider.json

      \(Outcome.help)
      """,
    subcommands: [List.self, Show.self, Retry.self, Drop.self])

  /// One, or all of a client.
  struct Choice: ParsableArguments {
    @Argument(help: "The delivery's identifier.") var id: DeliveryID?
    @Option(help: "All of this client instead.") var client: ClientID?

    func validate() throws {
      guard (id == nil) != (client == nil) else { throw ValidationError("name one delivery, or say --client") }
    }

    var choice: DeliveryChoice {
      get throws {
        if let id { return .one(id) }
        guard let client else { throw ValidationError("name one delivery, or say --client") }
        return .client(client)
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "What waits and what was abandoned, the oldest first.",
      discussion: "Example: tongzhao deliveries list --client portal --settings identity-provider.json")

    @Option(help: "Only these: \(DeliveryState.allCases.map(\.rawValue).joined(separator: ", ")).")
    var state: DeliveryState?
    @Option(help: "Only of this client.") var client: ClientID?
    @Option(help: "At most so many.") var limit = 100
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(ListDeliveries(state, client: client, limit: limit)) }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "One delivery.",
      discussion: "Example: tongzhao deliveries show uVhZ0xJ3TqG5m1yqk9c4Xw --settings identity-provider.json")

    @Argument(help: "The delivery's identifier.") var id: DeliveryID
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(ShowDelivery(id)) }
  }

  struct Retry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "retry", abstract: "Try at once, with all tries before it again.",
      discussion: "Example: tongzhao deliveries retry --client portal --settings identity-provider.json")

    @OptionGroup var choice: Choice
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(RetryDeliveries(try choice.choice)) }
  }

  struct Drop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "drop", abstract: "Give deliveries up: the client is never told.",
      discussion: "Example: tongzhao deliveries drop --client portal --reason 'site is gone' --settings …")

    @OptionGroup var choice: Choice
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(DropDeliveries(try choice.choice)) }
  }
}

extension Identifier: ExpressibleByArgument {
  package init?(argument: String) { self.init(argument) }
}

extension DeliveryState: ExpressibleByArgument {}
