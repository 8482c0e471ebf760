import Hummingbird
import JOSE
import OAuthHTTP

/// What a page asks while it waits: a stream of events, or the state once.
struct OrderProgressEndpoint: Sendable {
  private let signIn: SignIn

  init(_ signIn: SignIn) { self.signIn = signIn }

  var endpoints: [Endpoint] {
    [
      .get("/sign-in/{order}/events", answersHead: false) { request, context in
        let signals = try await signals(request, context)
        return .events { [measures = signIn.measures] writer in
          measures.streamOpened()
          defer { measures.streamClosed() }
          for await signal in signals {
            switch signal {
            case .stillHere: try await writer.keepAlive()
            case .changed(let change):
              let state = OrderProgress(change, policy: signIn.policy, at: signIn.clock())
              try await writer.send(ServerSentEvent(name: "state", data: JSON.object(state.json).text))
            }
          }
        }
      },
      .get("/sign-in/{order}/state") { request, context in
        let now = signIn.clock()
        let own = try await OrderAccess.own(request, context, in: signIn, at: now)
        return .json(OrderProgress(OrderChange(own.order), policy: signIn.policy, at: now).json)
      },
    ]
  }

  private func signals(
    _ request: Request, _ context: AppContext
  ) async throws -> AsyncStream<OrderWatch.Signal> {
    let own = try await OrderAccess.own(request, context, in: signIn, at: signIn.clock())
    return try await signIn.watch.signals(of: own.order.id)
  }
}
