package import Hummingbird
import HTTPTypes
package import OAuth

/// Mounts the endpoints of `rooms`. An unknown path answers 404; a known path with another method 405 and `Allow`; HEAD
/// is answered where GET is; preflight is answered where an endpoint has a CORS policy.
/// - Parameters:
///   - errorPage: draws the pages for persons; a plain built-in page by default.
///   - observe: is told of every answered request, for metrics.
///   - explain: is told why requests are refused, for operators who are asked. It must not wait.
package func buildRouter(
  rooms: [any Room], configuration: ServerConfiguration,
  errorPage: @escaping ErrorPageRenderer = plainErrorPage,
  observe: @escaping @Sendable (RequestObservation) -> Void = { _ in },
  explain: @escaping @Sendable (ExplainedRefusal) -> Void = { _ in }
) -> Router<AppContext> {
  let errors = ErrorResponder(errorPage: errorPage)
  let router = Router(context: AppContext.self)
  router.add(
    middleware: RequestFrame(
      trustedProxies: configuration.trustedProxies, errors: errors,
      headers: SecurityHeaders(isSecure: configuration.publicURL.isSecure),
      log: RequestLog(observe: observe, explain: explain)))
  if configuration.clientCertificates != .nobody {
    router.add(
      middleware: CallerCertificate(
        source: configuration.clientCertificates, trustedProxies: configuration.trustedProxies))
  }
  let endpoints = rooms.flatMap(\.endpoints)
  for (path, sharing) in Dictionary(grouping: endpoints, by: \.path).sorted(by: { $0.key < $1.key }) {
    PathRoutes(path: path, endpoints: sharing, errors: errors).mount(on: router)
  }
  return router
}

/// The sum of what the endpoints of `rooms` say of themselves.
package func metadata(of rooms: [any Room]) -> [MetadataPart] {
  rooms.flatMap(\.endpoints).map(\.metadata)
}
