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
        changing: ["trust": ["licence-issuers": .string(folder + "/trust.json")]])
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
    let provider = try await identityProviderSettings
    let providerState = try await ServerState.identityProvider(provider, at: .now())
    let trust = try TrustListFile.read(folder + "/trust.json")
    let rooms = try IdentityProviderRooms(
      provider, state: providerState, trust: { trust }, statuses: NobodyAnswers(), clock: { .now() })
    try await Self.serve("identity provider", rooms.rooms, provider.server, rooms.errorPage, body)

    let issuer = try await licenceIssuerSettings
    let issuerState = try await ServerState.licenceIssuer(issuer, at: .now())
    try await Self.serve(
      "licence issuer", try LicenceIssuerProcess.rooms(issuer, issuerState, clock: { .now() }), issuer.server,
      plainErrorPage, body)
    try await providerState.database.close()
    try await issuerState.database.close()
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
