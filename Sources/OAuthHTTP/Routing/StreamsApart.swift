import Hummingbird

/// Routes that answer an event stream by a task of its own. What finding an answer took in memory stays with its task:
/// the connection's own goes on as long as the page waits, and there are as many as there are pages.
struct StreamsApart: HTTPResponderBuilder {
  let router: Router<AppContext>

  func buildResponder() -> Responder { Responder(routes: router.buildResponder()) }

  struct Responder: HTTPResponder {
    let routes: RouterResponder<AppContext>

    func respond(to request: Request, context: AppContext) async throws -> Response {
      // Where a stream is, its path ends so; what else does costs a task.
      if request.uri.path.hasSuffix("/events") { return try await apart(request, context) }
      return try await routes.respond(to: request, context: context)
    }

    private func apart(_ request: Request, _ context: AppContext) async throws -> Response {
      async let answer = routes.respond(to: request, context: context)
      return try await answer
    }
  }
}
