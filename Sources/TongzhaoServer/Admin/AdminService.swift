import HummingbirdCore
import JOSE
import Logging
import OAuthHTTP
import ServiceLifecycle

/// The admin API beside a server; nothing where the settings name no address for it.
enum AdminService {
  static func services(
    _ settings: OperatorDesk.Settings, _ state: ServerState, clock: @escaping @Sendable () -> NumericDate,
    logger: Logger
  ) async throws -> [any Service] {
    let operators = settings.server.operators
    guard let listen = operators.listen, let tls = operators.tls, let authority = operators.authority else { return [] }
    let address: BindAddress
    switch listen {
    case .address(let listen): address = listen.bindAddress
    case .socket(let path):
      try await AdminSocket.clear(path)
      address = .unixDomainSocket(path: path)
    }
    let room = AdminRoom(
      settings, state, peer: { try await HTTPProcess.clientCertificate(of: $0) }, clock: clock)
    return [
      try HTTPProcess.guarded(
        rooms: [room], publicURL: settings.server.issuer, address: address, tls: tls,
        clientRoots: authority + "/authority.pem", logger: logger)
    ]
  }
}
