import HTTPTypes
import Hummingbird

/// All that is answered on one path: its endpoints, HEAD, preflight, and 405 for the rest.
struct PathRoutes {
  let path: String
  let endpoints: [Endpoint]
  let errors: ErrorResponder

  /// The methods this server knows at all; others are answered 501 before routing (`RequestFrame`).
  static let knownMethods: [HTTPRequest.Method] =
    [.get, .head, .post, .put, .delete, .patch, .options, .trace, .connect]
    // A safe method with a body; nothing here takes it, which is another thing than not to know it.
    + [HTTPRequest.Method("QUERY")].compactMap(\.self)

  func mount(on router: Router<AppContext>) {
    let route = RouterPath(path)
    var open = Set(Self.knownMethods)
    let shared = endpoints.filter { $0.cors != .none }
    for endpoint in endpoints {
      router.on(route, method: endpoint.method, responder: responder(for: endpoint))
      open.remove(endpoint.method)
    }
    if open.contains(.head), let get = endpoints.first(where: { $0.method == .get }), get.answersHead {
      let full = responder(for: get)
      router.on(route, method: .head) { request, context in
        try await full.respond(to: request, context: context).createHeadResponse()
      }
      open.remove(.head)
    }
    if open.contains(.options), !shared.isEmpty {
      let preflight = CORSPolicy.preflight(methods: shared.map(\.method))
      router.on(route, method: .options) { _, _ in preflight }
      open.remove(.options)
    }
    let allow = Self.knownMethods.filter { !open.contains($0) }.map(\.rawValue).joined(separator: ", ")
    let audience = endpoints.first?.audience ?? .client
    for method in open {
      router.on(route, method: method) { [errors] request, context in
        errors.methodNotAllowed(allow: allow, request: request, context: context, audience: audience)
      }
    }
  }

  private func responder(for endpoint: Endpoint) -> CallbackResponder<AppContext> {
    CallbackResponder { [errors] request, context in
      var response: Response
      do {
        response = try await endpoint.handle(request, context)
      } catch {
        response = errors.response(to: error, request: request, context: context, audience: endpoint.audience)
      }
      endpoint.cors.apply(to: &response)
      return response
    }
  }
}
