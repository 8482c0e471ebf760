// The admin API: the same commands as at the machine, for operators elsewhere. It is served by a listener of its own that
// reads no request without a certificate of the operators' authority; the rules are OperatorDesk's and OperatorDirectory's.

import HTTPTypes
import Hummingbird
package import JOSE
import Logging
import OAuth
package import OAuthHTTP

/// What operators ask over the network.
package struct AdminRoom: Room {
  /// Finds the certificate (DER) that a request was made with.
  package typealias Peer = @Sendable (AppContext) async throws -> [UInt8]?

  private let settings: OperatorDesk.Settings
  private let state: ServerState
  private let directory: OperatorDirectory
  private let peer: Peer
  private let clock: @Sendable () -> NumericDate
  /// A code and a public key in PEM are less.
  private static let loginLimit = 16 * 1024

  package init(
    _ settings: OperatorDesk.Settings, _ state: ServerState, peer: @escaping Peer,
    clock: @escaping @Sendable () -> NumericDate
  ) {
    self.settings = settings
    self.state = state
    self.peer = peer
    self.clock = clock
    directory = OperatorDirectory(state, settings.server)
  }

  package var endpoints: [Endpoint] {
    [
      .post("/admin/login") { try await logIn($0, $1) },
      .post("/admin/logout") { try await logOut($0, $1) },
      .post("/admin/commands/{command}") { try await command($0, $1, planning: false) },
      .post("/admin/commands/{command}/plan") { try await command($0, $1, planning: true) },
    ]
  }

  private func logIn(_ request: Request, _ context: AppContext) async throws -> Response {
    guard let fingerprint = try await fingerprint(context) else { return Self.stranger(context) }
    do {
      // No file comes with it, and whoever sends it has proved one factor only.
      guard let sent = try await jsonBody(of: request, limit: Self.loginLimit).object else {
        throw OAuthError(.invalidRequest, "the parameters are no JSON object")
      }
      var parameters = OperatorParameters(sent)
      let code = try parameters.text("code")
      let key = try parameters.text("session_key")
      let renewing = try parameters.flag("renew")
      try parameters.finish()
      let login = try await directory.logIn(
        certificate: fingerprint, code: code, sessionKeyPEM: key, renewing: renewing, at: clock())
      var answer: JSONObject = [
        "name": .string(login.name), "role": .string(login.role.rawValue), "token": .string(login.token),
        "certificate": .string(login.certificatePEM), "expires_at": .date(login.expiresAt),
        "idle": .integer(Int64(login.idle)), "certificate_until": .date(login.certifiedUntil),
      ]
      answer["renewed_certificate"] = login.renewedPEM.map(JSON.string)
      return .json(answer)
    } catch let refusal as OperatorLoginRefusal {
      context.logger.notice("login refused", metadata: ["reason": "\(refusal.rawValue)"])
      return Self.stranger(context)
    } catch let fault as any OperatorFault {
      return AdminAnswer.fault(fault, context)
    }
  }

  private func logOut(_ request: Request, _ context: AppContext) async throws -> Response {
    guard try await asker(request, context) != nil, let token = Self.token(request) else {
      return Self.stranger(context)
    }
    try await directory.logOut(token: token)
    return .noContent()
  }

  private func command(_ request: Request, _ context: AppContext, planning: Bool) async throws -> Response {
    // Who asks, and that it is the asker's duty, is known before a byte of the body is read.
    guard let asker = try await asker(request, context) else { return Self.stranger(context) }
    guard let name = context.pathParameter("command"), let type = OperatorCommands.named(name) else {
      return AdminAnswer.refusal(.notFound, "unknown_command", ["There is no such command."], refused: false, context)
    }
    do {
      try await OperatorDesk(state: state, settings: settings, asker: asker).admit(dutyOf: type, at: clock())
      let asked = try await AdminRequest.read(request)
      let desk = OperatorDesk(
        state: state, settings: settings, asker: asker, reason: asked.reason, content: asked.content)
      // What lacks a reason learns nothing about its parameters.
      try await desk.admit(type, at: clock())
      let command = try type.init(parameters: asked.parameters)
      if planning {
        return .json(["plan": .array(try await desk.plan(command, at: clock()).map(JSON.string))])
      }
      return AdminAnswer.response(try await desk.execute(command, at: clock()))
    } catch let fault as any OperatorFault {
      return AdminAnswer.fault(fault, context)
    }
  }

  private func asker(_ request: Request, _ context: AppContext) async throws -> OperatorAsker? {
    guard let token = Self.token(request), let fingerprint = try await fingerprint(context) else { return nil }
    return try await directory.asker(
      token: token, certificate: fingerprint, source: context.clientAddress.description, at: clock())
  }

  private func fingerprint(_ context: AppContext) async throws -> [UInt8]? {
    try await peer(context).map { Digests.sha256($0) }
  }

  private static func token(_ request: Request) -> String? {
    guard let field = request.headers[.authorization], field.hasPrefix("Bearer ") else { return nil }
    return String(field.dropFirst("Bearer ".count))
  }

  /// Which part was wrong is for the log alone.
  private static func stranger(_ context: AppContext) -> Response {
    AdminAnswer.refusal(
      .unauthorized, "unauthenticated",
      ["No session: it has ended, or a factor was wrong. Log in: tongzhao login."], refused: true, context)
  }
}
