import ELicence
import JOSE
import LicenceIssuer
import OAuth
import Testing

@Suite struct HolderTests {
  @Test func `a new phone receives the licence again and the old key is dead`() async throws {
    try await TestIssuer.run { issuer in
      let old = try Phone()
      let former = try await old.receive(try await issuer.offer(), at: issuer)
      let handout = try await issuer.offer()
      #expect(try await issuer.status(of: former) == .valid, "until the new phone has it")
      let present = try await Phone().receive(handout, at: issuer)
      #expect(try await issuer.status(of: former) == .invalid)
      #expect(try await issuer.status(of: present) == .valid)
      #expect(try await old.ask(former.tokens, at: issuer).status == 401)
      #expect(try await old.refresh(former.tokens, at: issuer).error == "invalid_grant")
      #expect(try await issuer.status(of: present) == .valid)
    }
  }

  @Test func `a renewal on the same phone leaves the former credential until it expires`() async throws {
    try await TestIssuer.run { issuer in
      let phone = try Phone()
      let former = try await phone.receive(try await issuer.offer(), at: issuer)
      let renewed = try await phone.receive(
        try Phone.Tokens(try await phone.refresh(former.tokens, at: issuer)), at: issuer)
      #expect(try await issuer.status(of: former) == .valid)
      #expect(try await issuer.status(of: renewed) == .valid)
      let uscc = try FixtureLicence.company.uscc
      try await issuer.registrar.suspend(uscc, reason: "挂失", at: issuer.clock.now)
      #expect(try await issuer.status(of: former) == .suspended)
      #expect(try await issuer.status(of: renewed) == .suspended)
    }
  }

  @Test func `the old phone cannot get ahead of the new one`() async throws {
    try await TestIssuer.run { issuer in
      let (old, new) = (try Phone(), try Phone())
      let former = try await old.receive(try await issuer.offer(), at: issuer)
      let tokens = try await new.redeem(try await issuer.offer(), at: issuer)
      _ = try await old.receive(former.tokens, at: issuer)
      let present = try await new.receive(tokens, at: issuer)
      #expect(try await issuer.status(of: present) == .valid)
      #expect(try await old.ask(former.tokens, at: issuer).status == 401)
    }
  }

  @Test func `an entity has at most five licence managers`() async throws {
    try await TestIssuer.run { issuer in
      let names = ["甲", "乙", "丙", "丁", "戊"]
      for name in names { _ = try await issuer.offer(role: .licenceManager, name: name) }
      await #expect(throws: OfferRefusal.tooManyManagers) {
        try await issuer.offer(role: .licenceManager, name: "己")
      }
      let uscc = try FixtureLicence.company.uscc
      _ = try await issuer.offer(role: .licenceManager, name: "甲")
      let holders = try await issuer.registrar.show(uscc).holders
      #expect(Set(holders.map(\.holder.name)) == Set(names))
      try await issuer.registrar.withdraw(holders[0].holder.id, from: uscc, at: issuer.clock.now)
      _ = try await issuer.offer(role: .licenceManager, name: "己")
    }
  }

  @Test func `a manager who is withdrawn loses the licence, its renewal and an open offer`() async throws {
    try await TestIssuer.run { issuer in
      let phone = try Phone()
      let received = try await phone.receive(try await issuer.offer(role: .licenceManager, name: "甲"), at: issuer)
      let open = try await issuer.offer(role: .licenceManager, name: "甲")
      let uscc = try FixtureLicence.company.uscc
      try await issuer.registrar.withdraw(open.holder.holder.id, from: uscc, at: issuer.clock.now)
      #expect(try await issuer.status(of: received) == .invalid)
      #expect(try await phone.refresh(received.tokens, at: issuer).error == "invalid_grant")
      let path = String(open.address.dropFirst(issuer.issuer.value.count))
      #expect(try await issuer.get(path).status == 404)
      await #expect(throws: RegistryRefusal.unknownHolder(open.holder.holder.id)) {
        try await issuer.registrar.withdraw(open.holder.holder.id, from: uscc, at: issuer.clock.now)
      }
    }
  }

  @Test func `a new legal representative ends what the former one holds`() async throws {
    try await TestIssuer.run { issuer in
      let phone = try Phone()
      let former = try await phone.receive(try await issuer.offer(), at: issuer)
      let manager = try await Phone().receive(
        try await issuer.offer(role: .licenceManager, name: "甲"), at: issuer)
      let uscc = try FixtureLicence.company.uscc
      try await issuer.registrar.change(
        uscc, [ParticularsEdit(field: "representative_name", value: "李四")], reason: "法定代表人变更", at: issuer.clock.now)
      #expect(try await issuer.status(of: former) == .invalid)
      #expect(try await phone.refresh(former.tokens, at: issuer).error == "invalid_grant")
      #expect(try await issuer.registrar.show(uscc).holders.map(\.holder.name) == ["甲"])
      #expect(try await issuer.status(of: manager) == .invalid, "its particulars changed too")
      let handout = try await issuer.offer()
      #expect(handout.holder.holder.name == "李四")
    }
  }

  @Test func `another delegation makes the former credential invalid at once`() async throws {
    try await TestIssuer.run { issuer in
      let phone = try Phone()
      let wide = Delegation(matters: ["tax", "social"], grantedBy: "张三")
      let narrow = Delegation(matters: ["tax"], grantedBy: "张三")
      let former = try await phone.receive(
        try await issuer.offer(role: .agent, name: "赵六", delegation: wide), at: issuer)
      _ = try await issuer.offer(role: .agent, name: "赵六", delegation: narrow)
      #expect(try await issuer.status(of: former) == .invalid)
      let renewed = try await phone.receive(
        try Phone.Tokens(try await phone.refresh(former.tokens, at: issuer)), at: issuer)
      #expect(renewed.credential.disclosures.first { $0.name == "delegation" }?.value == narrow.json)
    }
  }

  @Test func `one person with two licences has one identifier where the registrar gave one`() async throws {
    try await TestIssuer.run { issuer in
      try await issuer.register(.other)
      let first = try await issuer.offer(role: .licenceManager, name: "甲", holderID: "person-1")
      let second = try await issuer.offer(.other, role: .licenceManager, name: "甲", holderID: "person-1")
      #expect(first.holder.holder.id == "person-1")
      #expect(second.holder.holder.id == "person-1")
      let namesake = try await issuer.offer(role: .licenceManager, name: "甲", holderID: "person-2")
      #expect(namesake.holder.holder.id == "person-2")
      #expect(try await issuer.registrar.show(try FixtureLicence.company.uscc).holders.count == 2)
    }
  }
}
