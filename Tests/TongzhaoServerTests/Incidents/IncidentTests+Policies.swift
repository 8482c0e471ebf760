import ELicence
import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import NIOCore
import OAuth
import SQLStore
import TestSupport
import Testing

@testable import TongzhaoServer

/// What is allowed and what is not is the same by whatever grant somebody comes. The grants are those that discovery
/// names: one that is added and not thought of here fails.
extension IncidentTests {
  /// Runs a test for each grant that discovery names.
  private static func forEachGrant(
    _ test: @escaping @Sendable (IncidentHouse, String, @Sendable () async throws -> TokenWay) async throws -> Void
  ) async throws {
    try await IncidentHouse.run { house in
      try await house.registerWays()
      let grants = try await house.discovery("grant_types_supported")
      #expect(grants.count >= 5)
      for grant in grants {
        guard let way = IncidentHouse.ways[grant] else {
          Issue.record("no policy is tried by the grant \(grant): it belongs into IncidentHouse.ways")
          continue
        }
        try await test(house, grant) { try await way(house) }
      }
    }
  }

  @Test(arguments: Level.allCases)
  func `incident 13: what is taken back at any level is refused by every grant`(level: Level) async throws {
    try await IncidentHouse.run { house in
      try await house.registerWays()
      for grant in try await house.discovery("grant_types_supported") {
        let way = try #require(IncidentHouse.ways[grant], "no policy is tried by the grant \(grant)")
        // The way leads to tokens.
        let open = try await house.go(try await way(house))
        #expect(open.status == .ok && open.json["access_token"] != nil, "\(grant): \(open.text)")
      }
      // All ways up to their last step, and then it is taken back.
      for grant in try await house.discovery("grant_types_supported") {
        let way = try #require(IncidentHouse.ways[grant])
        let ready = try await way(house)
        guard let login = ready.login else { continue }
        try await Self.takeBack(level, login, house)
        let refused = try await house.go(ready)
        #expect(refused.json["access_token"] == nil, "\(grant) at \(level): \(refused.text)")
        #expect([400, 401, 503].contains(refused.status.code), "\(grant) at \(level): \(refused.status)")
        try await Self.giveBack(level, login, house)
      }
    }
  }

  /// Makes things as they were, for the next grant.
  private static func giveBack(_ level: Level, _ login: PlantedLogin, _ house: IncidentHouse) async throws {
    let database = house.state.database
    switch level {
    case .client:
      try await suspend(login.client, false, house)
    case .licence: house.hand.set(.valid)
    case .blockedLicence:
      _ = try await SQLEmergencyStore(database).unblock(TestLicence.company.uscc.value)
      try await house.emergencies.refresh()
    case .lockdown:
      _ = try await SQLEmergencyStore(database).unlock()
      try await house.emergencies.refresh()
    case .session, .notMe, .grant: break
    }
  }

  @Test func `incident 13: a client that is suspended gets nothing by any grant, for itself neither`() async throws {
    try await Self.forEachGrant { house, grant, way in
      let ready = try await way()
      try await Self.suspend(ready.client, true, house)
      let refused = try await house.go(ready)
      #expect(refused.json["access_token"] == nil && refused.refusal == "invalid_client", "\(grant)")
      try await Self.suspend(ready.client, false, house)
      #expect(try await house.go(try await way()).status == .ok, "\(grant)")
    }
  }

  private static func suspend(_ client: String, _ isSuspended: Bool, _ house: IncidentHouse) async throws {
    let store = SQLClientStore(house.state.database)
    let id = try #require(ClientID(client))
    let known = try #require(try await store.client(id))
    var members = try #require(known.document.object)
    members["tongzhao_suspended"] = .bool(isSuspended)
    try await store.save(try Client(document: .object(members)), secret: nil, at: house.now)
    house.hand.advance(by: 1)
  }

  @Test func `incident 13: a client uses the grants that it is registered for and no others`() async throws {
    try await Self.forEachGrant { house, grant, way in
      let other = grant == GrantType.authorizationCode.rawValue ? "idler" : "idle"
      let refused = try await house.go(try await way(), as: other)
      #expect(refused.refusal == "unauthorized_client", "\(grant): \(refused.text)")
    }
  }

  @Test func `incident 13: no grant gives a scope that the client is not registered for`() async throws {
    try await Self.forEachGrant { house, grant, way in
      let ready = try await way()
      let form = ready.form.filter { $0.0 != "scope" } + [("scope", "licence.particulars")]
      let answer = try await house.call("/token", form, by: ready.client)
      let given = answer.json["scope"]?.string ?? ""
      #expect(!given.contains("particulars"), "\(grant)")
      #expect(answer.status.code < 500, "\(grant)")
    }
  }

  @Test func `incident 27: no client has a device grant unless an operator says so, and none by registering itself`()
    async throws
  {
    try await IncidentHouse.run(changing: ["registration": ["policy": "open"]]) { house in
      try await house.registerWays()
      for client in ["portal", "other", "signer", "idle", "department"] {
        let refused = try await house.call("/device_authorization", [("scope", "openid")], by: client)
        #expect(refused.status == .badRequest && refused.refusal == "unauthorized_client", "\(client)")
      }
      // Named as a grant is not allowed by an operator.
      try await house.register(
        "named", ["grant_types": ["authorization_code", .string(GrantType.deviceCode.rawValue)], "scope": "openid"])
      #expect(
        try await house.call("/device_authorization", [("scope", "openid")], by: "named").refusal
          == "unauthorized_client")
      for members: JSONObject in [
        ["grant_types": [.string(GrantType.deviceCode.rawValue)]], ["tongzhao_device_scopes": "openid"],
      ] {
        let document: JSONObject = ["client_name": "x", "redirect_uris": ["https://x.example/cb"]]
        let registered = try await house.http.execute(
          uri: "/register", method: .post, headers: [.contentType: "application/json"],
          body: ByteBuffer(bytes: document.merging(members).serialized()))
        let id = registered.json["client_id"]?.string ?? ""
        let secret = registered.json["client_secret"]?.string ?? ""
        let proof = "Basic " + Base64.encode(Array("\(id):\(secret)".utf8))
        let asked = try await house.post("/device_authorization", [("scope", "openid")], [.authorization: proof])
        #expect(registered.status == .badRequest || asked.refusal == "unauthorized_client", "\(registered.text)")
      }
    }
  }

  @Test func `incident 27: what a device gets is little, not for long, and worth nothing for more`() async throws {
    try await IncidentHouse.run { house in
      try await house.registerWays()
      let way = try #require(IncidentHouse.ways[GrantType.deviceCode.rawValue])
      let asked = try await house.call("/device_authorization", [("scope", "openid licence")], by: "kiosk").json
      // No link carries the code: what is sent to the one to be deceived would be that link.
      #expect(asked["verification_uri_complete"] == nil)
      #expect((asked["expires_in"]?.integer ?? .max) <= 900)
      for scope in ["openid holder", "openid offline_access", "openid licence.particulars"] {
        let refused = try await house.call("/device_authorization", [("scope", scope)], by: "kiosk")
        #expect(refused.refusal == "invalid_scope", "\(scope)")
      }
      let ready = try await way(house)
      // Another client that holds the code has nothing, and then nobody has.
      let stolen = try await way(house)
      try await house.register(
        "rogue",
        [
          "grant_types": [.string(GrantType.deviceCode.rawValue), "authorization_code"],
          "tongzhao_device_scopes": "openid licence", "scope": "openid licence",
        ])
      #expect(try await house.go(stolen, as: "rogue").refusal == "invalid_grant")
      #expect(try await house.go(stolen).json["access_token"] == nil)
      let tokens = try await house.go(ready).json
      #expect(tokens["scope"]?.string.map { !$0.contains("offline_access") && !$0.contains("holder") } ?? true)
      // It registers nothing, and opens no door but its own.
      let access = try #require(tokens["access_token"]?.string)
      for (method, path) in [(HTTPRequest.Method.post, "/register"), (.get, "/auth-request"), (.post, "/par")] {
        let answer = try await house.http.execute(
          uri: path, method: method, headers: [.authorization: "Bearer \(access)", .contentType: "application/json"])
        #expect(answer.status.code >= 400, "\(path)")
      }
      // Once; and polling on revokes nothing.
      #expect(try await house.go(ready).refusal == "invalid_grant")
      #expect(try await house.get("/userinfo", [.authorization: "Bearer \(access)"]).status == .ok)
    }
  }
}
