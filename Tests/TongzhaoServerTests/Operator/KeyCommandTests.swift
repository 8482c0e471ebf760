import IdentityProvider
import JOSE
import KeyCustody
import OAuth
import SQLStore
import Testing

@testable import TongzhaoServer

/// What operators' commands do with keys, and what they refuse while somebody would be left behind.
@Suite struct KeyCommandTests {
  private static let slot = KeySlot(.token, .es256)
  private static let day = 86_400

  private struct House {
    let state: ServerState
    let settings: OperatorDesk.Settings
    let now: NumericDate
    let reader: ClientID

    func desk(reason: String? = "test") -> OperatorDesk {
      OperatorDesk(state: state, settings: settings, asker: .account("li.wei"), reason: reason)
    }

    func key(_ keyState: KeyState) async throws -> StoredKey? {
      try await state.custodian.contents().keys.first { $0.slot == slot && $0.state == keyState }
    }

    /// Announces a key that signs long after everybody could have fetched it.
    func announce() async throws -> String {
      let answer = try await desk().execute(GenerateKey(slot, signsInDays: 60), at: now)
      return try #require(answer.json["kid"]?.string)
    }

    /// The reader fetches these keys, and so is active.
    func fetch(_ kids: [String], at date: NumericDate) async throws {
      try await SQLKeyFetchStore(state.database).note([ClientSighting(client: reader, at: date, kids: kids)])
    }
  }

  private func inHouse(_ body: (House) async throws -> Void) async throws {
    try await OperatorFixture.with { fixture in
      let house = House(
        state: fixture.state, settings: fixture.settings, now: fixture.clock.now,
        reader: try #require(ClientID("portal")))
      _ = try await ClientOperations(house.state).add(
        [
          "client_id": "portal", "client_name": "Portal", "redirect_uris": ["https://portal.example/cb"],
          "token_endpoint_auth_method": "none", "id_token_signed_response_alg": "ES256",
        ], at: house.now)
      try await body(house)
    }
  }

  private static let behind = ["portal has not fetched the key: it will refuse ID tokens until it does."]

  @Test func `a key is not promoted while an active client has not fetched it`() async throws {
    try await inHouse { house in
      let former = try #require(try await house.key(.signing)).kid
      let kid = try await house.announce()
      // Announced for longer than anybody keeps a key set: only the client is in the way.
      let later = house.now + 10 * Self.day
      try await house.fetch([former], at: later - 60)
      let promote = PromoteKey(kid, activeDays: 14, force: false)
      await #expect(throws: OperatorRefusal.notReady(Self.behind)) {
        try await house.desk().execute(promote, at: later)
      }
      #expect(try await house.key(.signing)?.kid == former)
      try await house.fetch([kid], at: later)
      _ = try await house.desk().execute(promote, at: later)
      #expect(try await house.key(.signing)?.kid == kid)
    }
  }

  @Test func `a client that was not active of late is not waited for, and force waits for nobody`() async throws {
    try await inHouse { house in
      let former = try #require(try await house.key(.signing)).kid
      let kid = try await house.announce()
      let later = house.now + 10 * Self.day
      try await house.fetch([former], at: house.now + Self.day)
      let forced = PromoteKey(kid, activeDays: 14, force: true)
      #expect(try await house.desk().plan(forced, at: later).dropLast() == Self.behind[...])
      _ = try await house.desk().execute(PromoteKey(kid, activeDays: 5, force: false), at: later)
      #expect(try await house.key(.signing)?.kid == kid)
      let second = try await house.announce()
      await #expect(throws: OperatorRefusal.self) {
        try await house.desk().execute(PromoteKey(second, activeDays: 5, force: false), at: house.now + 1)
      }
      _ = try await house.desk().execute(PromoteKey(second, activeDays: 5, force: true), at: house.now + 1)
      #expect(try await house.key(.signing)?.kid == second)
    }
  }

  @Test func `a key that is to sign at once needs a reason and somebody who wants it all the same`() async throws {
    try await inHouse { house in
      let former = try #require(try await house.key(.signing)).kid
      let rotate = RotateKey(Self.slot, immediately: true)
      await #expect(throws: OperatorRefusal.reasonMissing) {
        try await house.desk(reason: nil).execute(rotate, at: house.now)
      }
      let refusal = await #expect(throws: OperatorRefusal.self) {
        try await house.desk().execute(rotate, at: house.now)
      }
      #expect(refusal?.lines.count == 1)
      #expect(refusal?.lines.first?.contains("max-age") == true)
      #expect(try await house.desk().plan(rotate, at: house.now).contains { $0.contains("max-age") })
      #expect(try await house.key(.signing)?.kid == former)
      #expect(try await house.key(.announced) == nil)
      let forced = RotateKey(Self.slot, immediately: true, force: true)
      #expect(try await house.desk().plan(forced, at: house.now).contains { $0.contains("max-age") })
      let kid = try await house.desk().execute(forced, at: house.now).json["kid"]?.string
      #expect(try await house.key(.signing)?.kid == kid)
    }
  }

  @Test func `a key announced long ago signs at once only when the active clients have it`() async throws {
    try await inHouse { house in
      let former = try #require(try await house.key(.signing)).kid
      let kid = try await house.announce()
      let later = house.now + 10 * Self.day
      try await house.fetch([former], at: later - 60)
      let rotate = RotateKey(Self.slot, immediately: true)
      await #expect(throws: OperatorRefusal.notReady(Self.behind)) {
        try await house.desk().execute(rotate, at: later)
      }
      try await house.fetch([kid], at: later)
      #expect(try await house.desk().execute(rotate, at: later).json["kid"]?.string == kid)
      #expect(try await house.key(.signing)?.kid == kid)
    }
  }

  @Test func `a key for EdDSA is announced, promoted and signs, beside those of the other algorithms`() async throws {
    try await inHouse { house in
      let slot = KeySlot(.token, .edDSA)
      func keys(_ keyState: KeyState) async throws -> [StoredKey] {
        try await house.state.custodian.contents().keys.filter { $0.slot == slot && $0.state == keyState }
      }
      let others = try await house.key(.signing)?.kid
      let former = try #require(try await keys(.signing).first).kid
      let kid = try #require(
        try await house.desk().execute(RotateKey(slot, immediately: false), at: house.now).json["kid"]?.string)
      #expect(try await keys(.announced).map(\.kid) == [kid])
      #expect(try await keys(.signing).map(\.kid) == [former], "nobody could know the new one yet")
      let later = house.now + 10 * Self.day
      _ = try await house.desk().execute(PromoteKey(kid, activeDays: 14, force: false), at: later)
      #expect(try await keys(.signing).map(\.kid) == [kid])
      #expect(try await keys(.retired).map(\.kid) == [former])
      let ring = house.state.keys
      _ = try await ring.refresh()
      let key = try ring.current(.token, .edDSA, at: later)
      let signed = try UnverifiedJWS(compact: try await key.sign(["sub": "x"], type: "JWT"))
      #expect(signed.algorithm == .edDSA && signed.keyID == kid)
      let verifying = try #require(ring.verificationKey(kid))
      #expect(try signed.verified(by: verifying, type: "JWT")["sub"] == "x")
      #expect(try await house.key(.signing)?.kid == others)
    }
  }

  @Test func `an announced key is retired by being withdrawn`() async throws {
    try await inHouse { house in
      let former = try #require(try await house.key(.signing)).kid
      let kid = try await house.announce()
      _ = try await house.desk().execute(RetireKey(kid, activeDays: 14, force: false), at: house.now)
      #expect(try await house.key(.announced) == nil)
      #expect(try await house.key(.signing)?.kid == former)
      #expect(try await house.state.custodian.contents().key(kid).state == .removed)
    }
  }

  @Test func `a signing key retires for its announced successor, and not without one`() async throws {
    try await inHouse { house in
      let former = try #require(try await house.key(.signing)).kid
      let retire = RetireKey(former, activeDays: 14, force: false)
      await #expect(throws: OperatorRefusal.noSuccessor) { try await house.desk().execute(retire, at: house.now) }
      #expect(try await house.key(.signing)?.kid == former)
      let kid = try await house.announce()
      let later = house.now + 10 * Self.day
      try await house.fetch([former], at: later - 60)
      await #expect(throws: OperatorRefusal.notReady(Self.behind)) {
        try await house.desk().execute(retire, at: later)
      }
      let forced = RetireKey(former, activeDays: 14, force: true)
      #expect(try await house.desk().plan(forced, at: later).dropLast() == Self.behind[...])
      _ = try await house.desk().execute(forced, at: later)
      #expect(try await house.key(.signing)?.kid == kid)
      #expect(try await house.key(.retired)?.kid == former)
      await #expect(throws: KeyCustodyError.wrongState(kid: former, .retired)) {
        try await house.desk().execute(retire, at: later)
      }
    }
  }

  @Test(arguments: [0, 600])
  func `replaced secrets make nothing more, and are good for as long as was said`(keep: Int) async throws {
    try await inHouse { house in
      let before = try await house.state.custodian.contents().secrets
      _ = try await house.desk().execute(RotateSecrets(keep: keep), at: house.now)
      let after = try await house.state.custodian.contents().secrets
      for purpose in SecretPurpose.allCases {
        let former = try #require(before.first { $0.purpose == purpose })
        let kept = try #require(after.first { $0.purpose == purpose && $0.id == former.id })
        let made = after.filter { $0.purpose == purpose && $0.id != former.id }
        if RotateSecrets.purposes.contains(purpose) {
          let new = try #require(made.first)
          #expect(made.count == 1)
          #expect(new.retiresAt == nil)
          #expect(kept.retiresAt == new.activeFrom + keep)
          #expect(new.activeFrom - house.now <= 5)
        } else {
          // What is kept under them, and the subjects they make, could not be read or recognised any more.
          #expect(made.isEmpty)
          #expect(kept.retiresAt == nil)
        }
      }
      await #expect(throws: OperatorRefusal.reasonMissing) {
        try await house.desk(reason: nil).execute(RotateSecrets(keep: keep), at: house.now)
      }
    }
  }

  @Test(arguments: ["ES512", "SM2SM3", "none"])
  func `an algorithm for which there are no keys is refused by its name`(word: String) throws {
    let refusal = #expect(throws: OperatorParameterMistake.self) {
      try GenerateKey(parameters: ["use": "token", "algorithm": .string(word), "in": "hsm"])
    }
    #expect(refusal?.lines.first?.contains("no algorithm of keys") == true)
    #expect(refusal?.lines.first?.contains("ES256 or RS256") == true)
  }

  @Test(arguments: ["SGD_SM3_SM2", "SM2"])
  func `keys of SM2 are made by its own name and by the one that people say`(word: String) throws {
    let command = try GenerateKey(parameters: ["use": "token", "algorithm": .string(word)])
    #expect(command.parameters["algorithm"] == "SGD_SM3_SM2")
  }
}
