package import JOSE
import OAuth

/// A room whose endpoints one network address may call so often only: whatever is mounted is counted, unless it is said
/// to cost nothing or to be called by whole houses.
package struct SourceGate: Room {
  package let endpoints: [Endpoint]
  package let apiDescription: APIFragment

  /// - Parameters:
  ///   - limiter: counts by address; nil lets everybody pass.
  ///   - passing: paths that are not counted.
  package init(
    _ room: any Room, by limiter: RateLimiter?, passing: Set<String> = [], clock: @escaping @Sendable () -> NumericDate
  ) {
    apiDescription = room.apiDescription
    guard let limiter else {
      endpoints = room.endpoints
      return
    }
    endpoints = room.endpoints.map { endpoint in
      if passing.contains(endpoint.path) { return endpoint }
      return Endpoint(
        endpoint.method, endpoint.path, metadata: endpoint.metadata, audience: endpoint.audience, cors: endpoint.cors,
        answersHead: endpoint.answersHead
      ) { request, context in
        try limiter.require(context.clientAddress.bucket, at: clock())
        return try await endpoint.handle(request, context)
      }
    }
  }
}
