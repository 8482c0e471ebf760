import ELicence
import HTTPTypes
import JOSE
import LicenceIssuer
import OAuth
import Testing

@Suite struct StatusListTests {
  @Test func `a suspension is published at once and ends with the restoration`() async throws {
    try await TestIssuer.run { issuer in
      let received = try await Phone().receive(try await issuer.offer(), at: issuer)
      let uscc = try FixtureLicence.company.uscc
      #expect(try await issuer.status(of: received) == .valid)
      try await issuer.registrar.suspend(uscc, reason: "挂失", at: issuer.clock.now)
      #expect(try await issuer.status(of: received) == .suspended)
      try await issuer.registrar.restore(uscc, reason: "解挂", at: issuer.clock.now)
      #expect(try await issuer.status(of: received) == .valid)
    }
  }

  @Test(arguments: LicenceState.allCases.filter { $0 != .normal })
  func `each state sets its status`(state: LicenceState) async throws {
    try await TestIssuer.run { issuer in
      let received = try await Phone().receive(try await issuer.offer(), at: issuer)
      try await issuer.registrar.move(
        try FixtureLicence.company.uscc, to: state, reason: "reason", at: issuer.clock.now)
      let expected: CredentialStatus =
        switch state {
        case .normal, .closedTemporarily: .valid
        case .suspended: .suspended
        case .revoked, .cancelled, .rescinded, .movedOut: .invalid
        }
      #expect(try await issuer.status(of: received) == expected)
    }
  }

  @Test(arguments: LicenceState.allCases.filter { !$0.isUsable })
  func `a licence that may not be used is not issued`(state: LicenceState) async throws {
    try await TestIssuer.run { issuer in
      let phone = try Phone()
      let tokens = try await phone.redeem(try await issuer.offer(), at: issuer)
      try await issuer.registrar.move(
        try FixtureLicence.company.uscc, to: state, reason: "reason", at: issuer.clock.now)
      #expect(try await phone.ask(tokens, at: issuer).error == "credential_request_denied")
      await #expect(throws: OfferRefusal.licenceNotUsable(state)) { try await issuer.offer() }
    }
  }

  @Test func `a changed licence is invalid and comes back to the phone without a visit`() async throws {
    try await TestIssuer.run { issuer in
      let phone = try Phone()
      let first = try await phone.receive(try await issuer.offer(), at: issuer)
      try await issuer.registrar.change(
        try FixtureLicence.company.uscc, [ParticularsEdit(field: "address", value: "济源市新址2号")], reason: "迁址",
        at: issuer.clock.now)
      #expect(try await issuer.status(of: first) == .invalid)
      let second = try await phone.receive(
        try Phone.Tokens(try await phone.refresh(first.tokens, at: issuer)), at: issuer)
      #expect(try await issuer.status(of: second) == .valid)
      #expect(second.credential.disclosures.first { $0.name == "address" }?.value == "济源市新址2号")
      #expect(try await issuer.status(of: first) == .invalid)
    }
  }

  @Test func `what a change made invalid stays so through a suspension and its end`() async throws {
    try await TestIssuer.run { issuer in
      let received = try await Phone().receive(try await issuer.offer(), at: issuer)
      let uscc = try FixtureLicence.company.uscc
      try await issuer.registrar.change(
        uscc, [ParticularsEdit(field: "address", value: "新址")], reason: "迁址", at: issuer.clock.now)
      try await issuer.registrar.suspend(uscc, reason: "挂失", at: issuer.clock.now)
      try await issuer.registrar.restore(uscc, reason: "解挂", at: issuer.clock.now)
      #expect(try await issuer.status(of: received) == .invalid)
    }
  }

  @Test func `a change of one licence does not touch another`() async throws {
    try await TestIssuer.run { issuer in
      try await issuer.register(.other)
      let mine = try await Phone().receive(try await issuer.offer(), at: issuer)
      let theirs = try await Phone().receive(try await issuer.offer(.other), at: issuer)
      try await issuer.registrar.suspend(try FixtureLicence.company.uscc, reason: "挂失", at: issuer.clock.now)
      #expect(try await issuer.status(of: mine) == .suspended)
      #expect(try await issuer.status(of: theirs) == .valid)
    }
  }

  @Test func `a list is signed once for each of its versions`() async throws {
    try await TestIssuer.run { issuer in
      _ = try await Phone().receive(try await issuer.offer(), at: issuer)
      // An ECDSA signature differs each time: the same text means that it was made once.
      let texts = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<10 { group.addTask { try await issuer.get("/status/1").text } }
        return try await group.reduce(into: Set<String>()) { $0.insert($1) }
      }
      #expect(texts.count == 1)
      issuer.clock.advance(by: 149)
      #expect(try await issuer.get("/status/1").text == texts.first)
      issuer.clock.advance(by: 1)
      #expect(try await issuer.get("/status/1").text != texts.first)
    }
  }

  @Test func `a list has a type, a short ttl and an entity tag`() async throws {
    try await TestIssuer.run { issuer in
      let received = try await Phone().receive(try await issuer.offer(), at: issuer)
      let answer = try await issuer.get("/status/1")
      #expect(answer.headers[.contentType] == "application/statuslist+jwt")
      #expect(answer.headers[.cacheControl] == "public, max-age=0")
      let claims = try #require(try UnverifiedJWS(compact: answer.text).unverifiedClaims)
      #expect(claims["ttl"] == 1)
      #expect(claims["status_list"]?["bits"] == 2)
      let tag = try #require(answer.headers[.eTag])
      #expect(try await issuer.get("/status/1", headers: [.ifNoneMatch: tag]).status == 304)
      try await issuer.registrar.suspend(try FixtureLicence.company.uscc, reason: "挂失", at: issuer.clock.now)
      let changed = try await issuer.get("/status/1", headers: [.ifNoneMatch: tag])
      #expect(changed.status == 200)
      #expect(changed.headers[.eTag] != tag)
      #expect(try await issuer.status(of: received) == .suspended)
    }
  }

  @Test(arguments: ["/status/1", "/status/0", "/status/01", "/status/x", "/status/99999999999999999999"])
  func `there is no other list`(path: String) async throws {
    try await TestIssuer.run { issuer in
      let answer = try await issuer.get(path)
      #expect(answer.status == 404)
    }
  }

  @Test func `indices are spread over the list`() async throws {
    try await TestIssuer.run { issuer in
      let phone = try Phone()
      let first = try await phone.receive(try await issuer.offer(), at: issuer)
      var indices = [try first.status.index]
      for _ in 0..<7 { indices.append(try await phone.receive(first.tokens, at: issuer).status.index) }
      #expect(Set(indices).count == 8)
      #expect(zip(indices, indices.dropFirst()).contains { abs($0 - $1) > 100 })
      #expect(indices.allSatisfy { (0..<StatusListSize.places).contains($0) })
    }
  }
}
