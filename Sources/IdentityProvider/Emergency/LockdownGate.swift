package import OAuth
package import OAuthHTTP

/// A room behind a gate that is shut during a lockdown. What it says of itself in discovery stays: nothing must look
/// as if it had been taken away for good.
package struct LockdownGate: Room {
  package let endpoints: [Endpoint]
  package let apiDescription: APIFragment

  /// - Parameter passing: paths that stay open all the same.
  package init(
    _ room: any Room, _ activity: Lockdown.Activity, passing: Set<String> = [],
    lockdown: @escaping @Sendable (Lockdown.Activity) -> Lockdown?
  ) {
    apiDescription = room.apiDescription
    endpoints = room.endpoints.map { endpoint in
      if passing.contains(endpoint.path) { return endpoint }
      return Endpoint(
        endpoint.method, endpoint.path, metadata: endpoint.metadata, audience: endpoint.audience,
        cors: endpoint.cors, answersHead: endpoint.answersHead
      ) { request, context in
        guard let lockdown = lockdown(activity) else { return try await endpoint.handle(request, context) }
        switch endpoint.audience {
        case .person: throw PageError(lockdown)
        case .client: throw lockdown.error
        }
      }
    }
  }
}

extension Lockdown {
  /// What programs are told (RFC 6749 §5.2 names no code for it; `temporarily_unavailable` is §4.1.2.1's). They may try
  /// again in a minute.
  package var error: OAuthError {
    OAuthError(.temporarilyUnavailable, "the service is locked down: try again later", status: 503, retryAfter: 60)
  }
}

extension PageError {
  /// What people are told: calmly, and no more than the class of the reason.
  package init(_ lockdown: Lockdown) {
    switch lockdown.cause {
    case .maintenance:
      self.init(
        status: 503, chinese: "登录服务正在维护，暂停登录。您的执照和数据不受影响，请稍后再来。",
        english: "Logins are paused for maintenance. Your licence and data are not affected. Please come back later.")
    case .security:
      self.init(
        status: 503, chinese: "为保护您的企业，登录服务已暂停，工作人员正在处理。您的执照不受影响，请稍后再来。",
        english:
          "To protect your enterprise, logins are paused while our staff look into something. Your licence is not affected. Please come back later."
      )
    case .upstream:
      self.init(
        status: 503, chinese: "登录所需的外部系统暂时不可用，登录已暂停。请稍后再来。",
        english: "A system that logins depend on is out of order, so logins are paused. Please come back later.")
    }
  }
}
