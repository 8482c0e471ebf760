import IdentityProvider
import JOSE
import OAuth
import TestSupport
import Testing

@Suite struct KeyFetchesTests {
  private actor Noted: KeyFetchStore {
    private(set) var sightings: [ClientSighting] = []
    func note(_ sightings: [ClientSighting]) { self.sightings += sightings }
    func readers() -> [KeyReader] { [] }
  }

  @Test func `names that strangers make up are not noted, and take no client's place`() async throws {
    try await LoginHouse.run { house in
      let noted = Noted()
      let fetches = KeyFetches(store: noted, clients: ClientDirectory(store: house.clientStore))
      for number in 0..<5_000 {
        await fetches.fetched(try #require(ClientID("made-up-\(number)")), kids: ["k1"], at: house.now)
      }
      try await fetches.write()
      #expect(await noted.sightings.isEmpty)
      let portal = try #require(ClientID("portal"))
      await fetches.fetched(portal, kids: ["k1"], at: house.now)
      await fetches.fetched(portal, kids: ["k1"], at: house.now)
      try await fetches.write()
      #expect(await noted.sightings == [ClientSighting(client: portal, at: house.now, kids: ["k1"])])
      // Again within the minute only when it was given other keys.
      await fetches.fetched(portal, kids: ["k1"], at: house.now + 30)
      try await fetches.write()
      #expect(await noted.sightings.count == 1)
      await fetches.fetched(portal, kids: ["k1", "k2"], at: house.now + 31)
      try await fetches.write()
      #expect(await noted.sightings.count == 2)
    }
  }
}
