import ELicence
import Foundation
import Hummingbird
import HummingbirdTesting
import IdentityProvider
import JOSE
import Logging
import OAuthHTTP
import SQLStore
import TestSupport

@testable import TongzhaoServer

/// Both servers as their processes wire them, in this process and over databases in a temporary folder.
struct ServingFixture {
  let folder: String

  /// Calls `body` with the fixture, and removes everything afterwards.
  static func with<T>(_ body: (ServingFixture) async throws -> T) async throws -> T {
    try await withTemporaryFolder { folder in
      let fixture = ServingFixture(folder: folder)
      _ = try AuthorityOperations.create(
        folder: fixture.authority, name: "Test root", organization: "Test", at: .now())
      try fixture.write("kek", String(repeating: "A", count: 43))
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder + "/kek")
      let root = try String(contentsOfFile: fixture.authority + "/authority.pem", encoding: .utf8)
      let trust: JSON = [
        "anchors": [
          [
            "region": "419001", "name": "Test region", "certificate": .string(root),
            "types": [.string(LicenceCredential.type)], "issuers": ["http://127.0.0.1:9002"],
          ]
        ]
      ]
      try fixture.write("trust.json", trust.text)
      return try await body(fixture)
    }
  }

  private var authority: String { folder + "/authority" }

  func write(_ name: String, _ text: String) throws {
    try text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
  }

  /// A settings file of a server, with what differs from the usual.
  func settings(_ name: String, port: Int, changing changes: JSONObject = [:]) throws -> String {
    var settings: JSONObject = [
      "issuer": .string("http://127.0.0.1:\(port)"), "listen": .string("127.0.0.1:\(port)"),
      "database": .string("\(folder)/\(name).sqlite"),
      "keys": ["encryption-key-file": .string(folder + "/kek"), "authority": .string(authority)],
    ]
    settings.merge(changes)
    try write("\(name).json", JSON.object(settings).text)
    return "\(folder)/\(name).json"
  }

  var identityProviderSettings: IdentityProviderSettings {
    get async throws {
      let file = try settings(
        "identity-provider", port: 9001,
        changing: [
          "trust": ["licence-issuers": .string(folder + "/trust.json")],
          // What is off by itself is looked at too.
          "registration": ["policy": "open"],
        ])
      return try await .read(file: file, environment: [:])
    }
  }

  var licenceIssuerSettings: LicenceIssuerSettings {
    get async throws { try await .read(file: try settings("licence-issuer", port: 9002), environment: [:]) }
  }

  /// The rooms of both servers, each behind its own router.
  func serving(
    _ body:
      @escaping @Sendable (_ name: String, _ endpoints: [Endpoint], _ client: any TestClientProtocol) async throws ->
      Void
  ) async throws {
    try await withProvider { rooms, settings in
      try await Self.serve("identity provider", rooms.rooms, settings.server, rooms.errorPage, body)
    }
    try await withIssuer { rooms, settings in
      try await Self.serve("licence issuer", rooms, settings.server, plainErrorPage, body)
    }
  }

  /// The rooms of both servers, to look at.
  func rooms() async throws -> [(server: String, rooms: [any Room])] {
    [
      ("identity provider", try await withProvider { rooms, _ in rooms.rooms }),
      ("licence issuer", try await withIssuer { rooms, _ in rooms }),
    ]
  }

  private func withProvider<T>(
    _ body: (IdentityProviderRooms, IdentityProviderSettings) async throws -> T
  ) async throws -> T {
    let settings = try await identityProviderSettings
    let state = try await ServerState.identityProvider(settings, at: .now())
    let trust = try TrustListFile.read(folder + "/trust.json")
    let result = try await body(
      try IdentityProviderRooms(
        settings, state: state, trust: { trust }, statuses: NobodyAnswers(), clock: { .now() }), settings)
    try await state.database.close()
    return result
  }

  private func withIssuer<T>(_ body: ([any Room], LicenceIssuerSettings) async throws -> T) async throws -> T {
    let settings = try await licenceIssuerSettings
    let state = try await ServerState.licenceIssuer(settings, at: .now())
    let result = try await body(try LicenceIssuerProcess.rooms(settings, state, clock: { .now() }), settings)
    try await state.database.close()
    return result
  }

  private static func serve(
    _ name: String, _ rooms: [any Room], _ settings: ServerSettings, _ errorPage: @escaping ErrorPageRenderer,
    _ body: @escaping @Sendable (String, [Endpoint], any TestClientProtocol) async throws -> Void
  ) async throws {
    let configuration = ServerConfiguration(publicURL: settings.issuer)
    let router = buildRouter(rooms: rooms, configuration: configuration, errorPage: errorPage)
    var quiet = Logger(label: name)
    quiet.logLevel = .critical
    try await Application(router: router, logger: quiet).test(.router) { client in
      try await body(name, rooms.flatMap(\.endpoints), client)
    }
  }
}

/// A region whose status list cannot be had.
struct NobodyAnswers: LicenceStatusSource {
  func status(
    of reference: StatusListReference, under anchor: TrustAnchor, at now: NumericDate
  ) async -> CredentialStatus { .unavailable }
}
