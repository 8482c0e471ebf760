import Hummingbird
import LibCrypto

/// Finds out which certificate the caller showed, before anything else reads the request.
struct CallerCertificate: RouterMiddleware {
  let source: ClientCertificateSource
  let trustedProxies: TrustedProxies

  func handle(
    _ request: Request, context: AppContext, next: @concurrent (Request, AppContext) async throws -> Response
  ) async throws -> Response {
    guard let certificate = try await certificate(of: request, context) else { return try await next(request, context) }
    return try await ClientCertificate.$current.withValue(certificate) { try await next(request, context) }
  }

  private func certificate(of request: Request, _ context: AppContext) async throws -> ClientCertificate? {
    switch source {
    case .nobody: return nil
    case .connection:
      // What our own reader refuses is as good as none. The TLS library's reader is not asked for the key: it cannot
      // read every key that a stranger may send.
      let der = try await HTTPProcess.clientCertificate(of: context)
      return der.flatMap { try? Certificate(der: $0) }.map { ClientCertificate(leaf: $0) }
    case .header(let name):
      // The proxy itself must have connected, and not whom it speaks for.
      guard trustedProxies.isTrusted(ClientAddress(peer: context.channel.remoteAddress)) else { return nil }
      return ClientCertificateHeader.certificate(in: request.headers, name: name)
    }
  }
}
