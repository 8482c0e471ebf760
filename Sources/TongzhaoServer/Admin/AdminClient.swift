import AsyncHTTPClient
import Foundation
package import JOSE
import LibCrypto
import NIOCore
import NIOHTTP1
import NIOSSL

/// An operator's side of the admin API, over TLS with a certificate of the operator's.
package struct AdminClient: Sendable {
  private let server: String
  private let roots: String
  private let certificate: String
  private let key: [UInt8]
  private let token: String?

  /// For a session that was begun.
  package init(_ session: SavedSession, of profile: OperatorProfile) throws {
    try self.init(
      server: session.server, profile: profile, certificate: session.certificate, key: session.key,
      token: session.token)
  }

  private init(
    server: String, profile: OperatorProfile, certificate: String, key: [UInt8], token: String?
  ) throws {
    guard let roots = profile.roots else {
      throw AdminFailure.notConfigured("The profile names no roots for the server: tongzhao operators install.")
    }
    self.server = server
    self.roots = roots
    self.certificate = certificate
    self.key = key
    self.token = token
  }

  /// Trades both factors for a session, and keeps it beside the profile; a renewed certificate goes into the profile.
  /// - Returns: the session, and when the operator's own certificate ends.
  package static func logIn(
    _ profile: OperatorProfile, server: String?, passphrase: String, code: String, renewing: Bool = false
  ) async throws -> (session: SavedSession, certifiedUntil: NumericDate?) {
    guard let certificate = profile.certificate, let server = server ?? profile.server else {
      throw AdminFailure.notConfigured("The profile has no certificate or server yet: tongzhao operators install.")
    }
    let client = try AdminClient(
      server: server, profile: profile, certificate: certificate,
      key: try profile.privateKey(passphrase: passphrase), token: nil)
    let sessionKey = try SigningKey.generate(.es256)
    var parameters: JSONObject = [
      "code": .string(code),
      "session_key": .string(PEM.text("PUBLIC KEY", sessionKey.verificationKey.publicKeyInfoDER)),
    ]
    if renewing { parameters["renew"] = true }
    let (answer, _) = try await client.ask("/admin/login", parameters)
    if renewing {
      guard let renewed = answer["renewed_certificate"]?.string else { throw AdminFailure.unreadable }
      var changed = profile
      changed.certificate = renewed
      try changed.save()
    }
    let session = try SavedSession(server: server, answer: answer, key: sessionKey.privateRepresentation)
    try session.save(for: profile)
    return (session, answer["certificate_until"]?.date)
  }

  /// Ends the session at the server.
  package func logOut() async throws { _ = try await ask("/admin/logout", [:]) }

  /// What a command would do.
  package func plan(_ command: some OperatorCommand, reason: String?) async throws -> [String] {
    let (answer, _) = try await ask("/admin/commands/\(type(of: command).name)/plan", Self.body(command, reason))
    guard let lines = answer["plan"]?.array else { throw AdminFailure.unreadable }
    return lines.compactMap(\.string)
  }

  /// Carries a command out.
  package func carryOut(
    _ command: some OperatorCommand, reason: String?, content: OperatorContent?
  ) async throws -> OperatorAnswer {
    let (answer, received) = try await ask(
      "/admin/commands/\(type(of: command).name)", Self.body(command, reason), content: content)
    guard let json = answer["answer"], let lines = answer["lines"]?.array else { throw AdminFailure.unreadable }
    return OperatorAnswer(
      json: json, lines: lines.compactMap(\.string),
      warnings: answer["warnings"]?.array?.compactMap(\.string) ?? [], finding: answer["finding"]?.bool ?? false,
      content: received)
  }

  private static func body(_ command: some OperatorCommand, _ reason: String?) -> JSONObject {
    var body = command.parameters
    body["reason"] = reason.map(JSON.string)
    return body
  }

  private func ask(
    _ path: String, _ parameters: JSONObject, content: OperatorContent? = nil
  ) async throws -> (JSON, OperatorContent?) {
    let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: try configuration)
    do {
      let answer = try await exchange(client, path, parameters, content)
      try await client.shutdown()
      return answer
    } catch {
      try? await client.shutdown()
      throw error
    }
  }

  private func exchange(
    _ client: HTTPClient, _ path: String, _ parameters: JSONObject, _ content: OperatorContent?
  ) async throws -> (JSON, OperatorContent?) {
    var request = HTTPClientRequest(url: address + path)
    request.method = .POST
    if let token { request.headers.add(name: "authorization", value: "Bearer \(token)") }
    if let content {
      request.headers.add(name: "content-type", value: AdminRequest.framed)
      request.body = .stream(
        AdminUpload(head: parameters.serialized() + [UInt8(ascii: "\n")], content: content), length: .unknown)
    } else {
      request.headers.add(name: "content-type", value: "application/json")
      request.body = .bytes(ByteBuffer(bytes: parameters.serialized()))
    }
    let response = try await client.execute(request, timeout: .hours(1))
    let isFramed = response.headers.first(name: "content-type")?.hasPrefix(AdminAnswer.framed) == true
    var line: [UInt8] = []
    var spool: AdminSpool?
    for try await buffer in response.body {
      var bytes = Array(buffer: buffer)[...]
      if isFramed, spool == nil, let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
        line += bytes[..<end]
        bytes = bytes[(end + 1)...]
        spool = AdminSpool()
      }
      if spool != nil { try spool?.take(bytes, limit: .max) } else { line += bytes }
      guard line.count <= 64 << 20 else { throw AdminFailure.unreadable }
    }
    if response.status == .noContent { return (.null, nil) }
    let json: JSON
    do { json = try JSON(parsing: line) } catch { throw AdminFailure.unreadable }
    guard response.status == .ok else { throw Self.failure(json) }
    return (json, spool?.content)
  }

  private static func failure(_ json: JSON) -> AdminFailure {
    let told = json["lines"]?.array?.compactMap(\.string) ?? []
    let description = json["error_description"]?.string ?? json["error"]?.string ?? "The server failed."
    let id = json["error_id"]?.string.map { ["(\($0))"] } ?? []
    let lines = told.isEmpty ? [description] + id : told
    return json["refused"]?.bool == true ? .refused(lines) : .failed(lines)
  }

  /// `unix:/path` is TLS over that socket.
  private var address: String {
    guard server.hasPrefix("unix:") else { return server.hasSuffix("/") ? String(server.dropLast()) : server }
    let path = server.dropFirst("unix:".count)
    return "https+unix://" + (path.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")
  }

  private var configuration: HTTPClient.Configuration {
    get throws {
      var tls = TLSConfiguration.makeClientConfiguration()
      tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(roots.utf8)))
      tls.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8)).map { .certificate($0) }
      tls.privateKey = .privateKey(
        try NIOSSLPrivateKey(bytes: Array(PEM.text("PRIVATE KEY", key).utf8), format: .pem))
      // A socket in the file system has no name that a certificate could bear; its roots are the profile's own.
      if server.hasPrefix("unix:") { tls.certificateVerification = .noHostnameVerification }
      tls.shutdownTimeout = .milliseconds(500)
      var configuration = HTTPClient.Configuration(
        tlsConfiguration: tls, redirectConfiguration: .disallow, timeout: .init(connect: .seconds(10)))
      configuration.httpVersion = .http1Only
      return configuration
    }
  }
}
