import Foundation
import Hummingbird
import HummingbirdTesting
import HTTPTypes
import JOSE
import KeyCustody
import LibCrypto
import Logging
import NIOCore
import OAuthHTTP
import SQLStore
import Synchronization
import TestSupport
import Testing

@testable import TongzhaoServer

/// A server with operators and its admin API in this process. The certificate of a request, which a TLS handshake would
/// have proved, is told by a header here.
struct OperatorFixture: Sendable {
  let state: ServerState
  let settings: OperatorDesk.Settings
  let directory: OperatorDirectory
  let clock = TestClock()

  /// Somebody enrolled, with both factors in hand.
  struct Person: Sendable {
    let name: String
    let role: OperatorRole
    let certificate: [UInt8]
    let factor: OneTimePassword
  }

  /// A session of somebody.
  struct Session: Sendable {
    let token: String
    let certificate: [UInt8]
  }

  static func with<T>(
    _ kind: ServerKind = .identityProvider, _ body: (OperatorFixture) async throws -> T
  ) async throws -> T {
    try await ServingFixture.with { serving in
      let folder = serving.folder + "/operators"
      _ = try AuthorityOperations.create(folder: folder, name: "Operators", organization: "Test", at: .now())
      let file = try serving.settings(
        kind.rawValue, port: 9001, changing: ["operators": ["authority": .string(folder)]])
      let settings: OperatorDesk.Settings =
        switch kind {
        case .identityProvider: .identityProvider(try await .read(file: file, environment: [:]))
        case .licenceIssuer: .licenceIssuer(try await .read(file: file, environment: [:]))
        }
      let state = try await OperatorDesk.open(settings, at: .now())
      let fixture = OperatorFixture(
        state: state, settings: settings, directory: OperatorDirectory(state, settings.server))
      do {
        let result = try await body(fixture)
        try await state.database.close()
        return result
      } catch {
        try await state.database.close()
        throw error
      }
    }
  }

  private init(state: ServerState, settings: OperatorDesk.Settings, directory: OperatorDirectory) {
    self.state = state
    self.settings = settings
    self.directory = directory
  }

  /// A new public key in PEM.
  static func publicKey() throws -> String {
    PEM.text("PUBLIC KEY", try SigningKey.generate(.es256).verificationKey.publicKeyInfoDER)
  }

  /// Enrols somebody of each role, security first.
  func enrolEverybody() async throws -> [OperatorRole: Person] {
    var people: [OperatorRole: Person] = [:]
    for role in [OperatorRole.security, .system, .audit, .registrar] {
      people[role] = try await enrol("\(role.rawValue)-one", role)
    }
    return people
  }

  func enrol(_ name: String, _ role: OperatorRole) async throws -> Person {
    let enrolled = try await directory.enrol(
      name, role: role, publicKeyPEM: try Self.publicKey(), days: 30, at: clock.now)
    return Person(
      name: name, role: role, certificate: enrolled.certificate.der,
      factor: try Self.factor(enrolled.factorAddress))
  }

  /// What an authenticator app reads in the address.
  static func factor(_ address: String) throws -> OneTimePassword {
    guard let items = URLComponents(string: address)?.queryItems,
      let text = items.first(where: { $0.name == "secret" })?.value
    else { throw StoreError.corrupt("no secret") }
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    var bytes: [UInt8] = []
    var buffer = 0
    var bits = 0
    for character in text {
      buffer = (buffer << 5 | (alphabet.firstIndex(of: character) ?? 0)) & 0xFFFF
      bits += 5
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(buffer >> bits & 255))
      }
    }
    return OneTimePassword(secret: bytes)
  }

  /// Begins a session in a time step of its own, so that no code is used twice.
  func logIn(_ person: Person) async throws -> Session {
    clock.advance(by: 60)
    let code = person.factor.code(ofStep: OneTimePassword.step(at: clock.now))
    let login = try await directory.logIn(
      certificate: Digests.sha256(person.certificate), code: code, sessionKeyPEM: try Self.publicKey(), at: clock.now)
    return Session(token: login.token, certificate: try Certificate(pem: login.certificatePEM).der)
  }

  func desk(_ person: Person, reason: String? = "test") -> OperatorDesk {
    OperatorDesk(
      state: state, settings: settings, asker: .enrolled(name: person.name, role: person.role, source: "192.0.2.7"),
      reason: reason)
  }

  /// The admin API, mounted.
  func serving(_ body: @escaping @Sendable (any TestClientProtocol) async throws -> Void) async throws {
    let room = AdminRoom(
      settings, state,
      peer: { _ in TestPeer.certificate }, clock: { clock.now })
    let router = buildRouter(
      rooms: [room], configuration: ServerConfiguration(publicURL: settings.server.issuer))
    var quiet = Logger(label: "admin")
    quiet.logLevel = .critical
    try await Application(router: router, logger: quiet).test(.router) { try await body($0) }
  }

  /// Asks a command over the admin API.
  func ask(
    _ client: any TestClientProtocol, _ path: String, _ session: Session?, _ body: JSONObject,
    certificate: [UInt8]? = nil
  ) async throws -> TestResponse {
    var headers: HTTPFields = [.contentType: "application/json"]
    if let session { headers[.authorization] = "Bearer \(session.token)" }
    return try await TestPeer.$certificate.withValue(certificate ?? session?.certificate) {
      try await client.execute(
        uri: path, method: .post, headers: headers, body: ByteBuffer(bytes: body.serialized()))
    }
  }
}

extension OperatorFixture {
  /// Asks without parameters, and expects this status.
  func expect(
    _ status: HTTPResponse.Status, _ client: any TestClientProtocol, _ path: String, _ session: Session,
    certificate: [UInt8]? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let response = try await ask(client, path, session, [:], certificate: certificate)
    #expect(response.status == status, "\(String(buffer: response.body))", sourceLocation: sourceLocation)
  }
}

/// The certificate with which the request of this task is made.
enum TestPeer {
  @TaskLocal static var certificate: [UInt8]?
}

/// A clock that tests move.
final class TestClock: Sendable {
  private let seconds = Mutex(NumericDate.now().seconds)

  var now: NumericDate { NumericDate(seconds.withLock { $0 }) }

  func advance(by more: Int64) { seconds.withLock { $0 += more } }
}
