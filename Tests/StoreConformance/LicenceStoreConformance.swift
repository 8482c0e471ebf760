import ELicence
import JOSE
import LicenceIssuer
import SQLStore
import TestSupport
import Testing

@Suite struct LicenceStoreConformance {
  private static let now = LicenceIssuerFixture.now
  private struct Interruption: Error {}

  private func run(
    _ engine: StoreEngine, _ body: @escaping @Sendable (LicenceIssuerFixture) async throws -> Void
  ) async throws {
    try await engine.withDatabase(.licenceIssuer) { try await body(LicenceIssuerFixture($0)) }
  }

  @Test(arguments: StoreEngine.allCases)
  func `an import that is interrupted keeps nothing`(engine: StoreEngine) async throws {
    try await run(engine) { fixture in
      await #expect(throws: Interruption.self) {
        try await fixture.licences.importing(at: Self.now) { lines in
          for serial in 1...50 {
            _ = try lines.keep(
              LicenceIssuerFixture.particulars(serial), state: nil, representativeDocument: nil, line: serial)
          }
          throw Interruption()
        }
      }
      let count = try await fixture.licences.count()
      #expect(count == 0)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `each line of an import tells what became of it`(engine: StoreEngine) async throws {
    try await run(engine) { fixture in
      let (first, second) = (LicenceIssuerFixture.particulars(1), LicenceIssuerFixture.particulars(2))
      let fresh = try await fixture.licences.importing(at: Self.now) { lines in
        try [
          lines.keep(first, state: nil, representativeDocument: nil, line: 2),
          lines.keep(second, state: .revoked, representativeDocument: nil, line: 3),
          lines.keep(first, state: nil, representativeDocument: nil, line: 9),
        ]
      }
      #expect(fresh == [.registered, .registered, .duplicate(ofLine: 2)])
      var renamed = first
      renamed.entityName = "新名称"
      let next = renamed
      let again = try await fixture.licences.importing(at: Self.now + 5) { lines in
        try [
          lines.keep(next, state: nil, representativeDocument: nil, line: 1),
          lines.keep(second, state: nil, representativeDocument: nil, line: 2),
          lines.keep(second, state: nil, representativeDocument: nil, line: 4),
        ]
      }
      #expect(again == [.changed, .unchanged, .duplicate(ofLine: 2)])
      let refused = try await fixture.licences.importing(at: Self.now + 6) { lines in
        try lines.keep(second, state: .normal, representativeDocument: nil, line: 1)
      }
      #expect(refused == .transitionRefused(from: .revoked))
      let licence = try await fixture.licences.licence(first.uscc)
      #expect(licence?.particulars.entityName == "新名称")
      #expect(licence?.registeredAt == Self.now)
      #expect(licence?.changedAt == Self.now + 5)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `names are kept exactly`(engine: StoreEngine) async throws {
    try await run(engine) { fixture in
      let names = ["𠮷野家（济源）餐饮有限公司", "阿卜杜拉·买买提商行", "cafe\u{301}", "caf\u{E9}"]
      for (serial, name) in names.enumerated() {
        try await fixture.register(LicenceIssuerFixture.particulars(serial, name: name))
      }
      for (serial, name) in names.enumerated() {
        let licence = try await fixture.licences.licence(LicenceIssuerFixture.particulars(serial).uscc)
        #expect(licence?.particulars.entityName.map { Array($0.utf8) } == Array(name.utf8))
      }
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `pages of every query give each licence once and in order`(engine: StoreEngine) async throws {
    try await run(engine) { fixture in
      _ = try await fixture.licences.importing(at: Self.now) { lines in
        for serial in 1...23 {
          // Several of one name: the code decides among them.
          let name = serial <= 20 ? "济源\(serial % 3)号" : "其他"
          _ = try lines.keep(
            LicenceIssuerFixture.particulars(serial, name: name), state: nil, representativeDocument: nil, line: serial)
        }
      }
      for (query, count) in [
        (LicenceQuery.all, 23), (.codePrefix("91419001MA0000"), 23), (.codePrefix("92"), 0), (.namePrefix("济源"), 20),
        (.namePrefix("济源1"), 7), (.namePrefix("济源1号甲"), 0),
      ] {
        var found: [RegisteredLicence] = []
        var cursor: LicenceCursor?
        repeat {
          let page = try await fixture.licences.licences(query, after: cursor, limit: 4)
          #expect(page.licences.count <= 4)
          found += page.licences
          cursor = page.next
        } while cursor != nil
        #expect(found.count == count, "\(query)")
        #expect(Set(found.map(\.uscc)).count == count)
        switch query {
        case .all, .codePrefix: #expect(found.map(\.uscc.value) == found.map(\.uscc.value).sorted())
        case .namePrefix:
          let keys = found.map { [$0.particulars.entityName ?? "", $0.uscc.value] }
          #expect(keys == keys.sorted { $0.lexicographicallyPrecedes($1) })
        }
      }
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a change is refused as a whole by the rule that makes it`(engine: StoreEngine) async throws {
    try await run(engine) { fixture in
      let uscc = try await fixture.register(LicenceIssuerFixture.particulars(1))
      await #expect(throws: RegistryRefusal.fieldInvalid("x")) {
        try await fixture.licences.change(uscc, reason: "r", at: Self.now) { _ throws(RegistryRefusal) in
          throw .fieldInvalid("x")
        }
      }
      await #expect(throws: RegistryRefusal.nothingChanges) {
        try await fixture.licences.change(uscc, reason: "r", at: Self.now) { facts throws(RegistryRefusal) in facts }
      }
      #expect(try await fixture.licences.history(of: uscc, limit: 10).isEmpty)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `of changes at the same time none is lost`(engine: StoreEngine) async throws {
    try await run(engine) { fixture in
      let uscc = try await fixture.register(LicenceIssuerFixture.particulars(1))
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 1...10 {
          group.addTask {
            _ = try await fixture.licences.change(uscc, reason: "r\(number)", at: Self.now) {
              facts throws(RegistryRefusal) in
              var particulars = facts.particulars
              particulars.address = (particulars.address ?? "") + "\(number),"
              return RegisteredFacts(particulars, facts.state)
            }
          }
        }
        try await group.waitForAll()
      }
      let licence = try await fixture.licences.licence(uscc)
      #expect(licence?.version == 11)
      #expect(licence?.particulars.address?.split(separator: ",").count == 10)
      #expect(try await fixture.licences.history(of: uscc, limit: 4).map(\.version) == [8, 9, 10, 11])
    }
  }
}
