import ELicence
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import IdentityProvider
import JOSE
import KeyCustody
import Logging
import OAuth
import OAuthHTTP
import SQLStore
import Synchronization
import TestSupport

@testable import TongzhaoServer

/// The whole identity provider as its process wires it, with status list and time in a test's hand. Tests speak to it by
/// HTTP only; what a wallet's login leaves behind is put into its database.
struct IncidentHouse: Sendable {
  static let secret = "s3cret-of-clients-0123456789abcdef"
  static let resource = "https://department.example"

  let issuer: Issuer
  let state: ServerState
  let rooms: IdentityProviderRooms
  let hand: HouseHand
  let emergencies: EmergencyDirectory
  let key: SigningKey
  let http: any TestClientProtocol

  /// What is mounted.
  var endpoints: [Endpoint] { rooms.rooms.flatMap(\.endpoints) }
  var now: NumericDate { hand.now }

  /// Runs a test in a house of its own.
  static func run(
    changing changes: JSONObject = [:], _ test: @escaping @Sendable (IncidentHouse) async throws -> Void
  ) async throws {
    try await ServingFixture.with { fixture in
      var differing: JSONObject = [
        "issuer": "https://login.example", "trust": ["licence-issuers": .string(fixture.folder + "/trust.json")],
      ]
      differing.merge(changes)
      let file = try fixture.settings("identity-provider", port: 9001, changing: differing)
      let settings = try await IdentityProviderSettings.read(file: file, environment: [:])
      let state = try await ServerState.identityProvider(settings, at: .now())
      let emergencies = try await EmergencyDirectory(store: SQLEmergencyStore(state.database))
      let trust = try TrustListFile.read(fixture.folder + "/trust.json")
      let (hand, key) = (HouseHand(), try SigningKey.generate(.es256))
      let rooms = try IdentityProviderRooms(
        settings, state: state, trust: { trust }, emergencies: emergencies, statuses: hand, outgoing: hand,
        clock: { hand.now })
      var quiet = Logger(label: "incidents")
      quiet.logLevel = .critical
      let router = buildRouter(
        rooms: rooms.rooms, configuration: ServerConfiguration(publicURL: settings.server.issuer),
        errorPage: rooms.errorPage)
      try await Application(router: router, logger: quiet).test(.router) { http in
        let house = IncidentHouse(
          issuer: settings.server.issuer, state: state, rooms: rooms, hand: hand, emergencies: emergencies, key: key,
          http: http)
        try await house.registerClients()
        try await test(house)
      }
      try await state.database.close()
    }
  }
}

/// What surrounds the house, as the test would have it: the time, the region's status list, and addresses that clients
/// registered, none of which answers.
final class HouseHand: LicenceStatusSource, OutgoingRequests {
  private struct Held {
    var elapsed = 0
    var status = CredentialStatus.valid
    var asked: [String] = []
  }

  private let start = NumericDate.now()
  private let held = Mutex(Held())

  var now: NumericDate { held.withLock { start + $0.elapsed } }
  func advance(by seconds: Int) { held.withLock { $0.elapsed += seconds } }
  func set(_ status: CredentialStatus) { held.withLock { $0.status = status } }
  /// The addresses that the house asked.
  var asked: [String] { held.withLock { $0.asked } }

  func status(
    of reference: StatusListReference, under anchor: TrustAnchor, at now: NumericDate
  ) async -> CredentialStatus { held.withLock { $0.status } }

  func answer(to request: OutgoingRequest) async throws(OutgoingRefusal) -> OutgoingAnswer {
    held.withLock { $0.asked.append(request.address.text) }
    throw .unreachable
  }
}
