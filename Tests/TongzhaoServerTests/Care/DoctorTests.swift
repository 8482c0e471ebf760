import Foundation
import JOSE
import KeyCustody
import LibCrypto
import OAuth
import SQLStore
import TestSupport
import Testing

@testable import TongzhaoServer

@Suite struct DoctorTests {
  private static let now = NumericDate(1_800_000_000)
  private typealias Severity = DoctorFinding.Severity

  private static func healthy() throws -> DoctorEvidence {
    var evidence = DoctorEvidence(now: now, issuer: try #require(Issuer("https://login.example.cn")))
    evidence.isTLSTerminatedHere = true
    evidence.listensBeyondThisMachine = true
    evidence.newestInDatabase = now - 5
    evidence.freeBytes = 50 << 30
    evidence.databaseBytes = 1 << 30
    evidence.freeInodes = 1_000_000
    evidence.privatePaths = [DoctorEvidence.PrivatePath(path: "/kek", mode: 0o600)]
    let year = now + 365 * 86_400
    evidence.tlsCertificates = [
      DoctorEvidence.Certified(name: "tls", until: year, dnsNames: ["other.example.cn", "*.example.cn"])
    ]
    evidence.keyCertificates = [DoctorEvidence.Certified(name: "key", until: year)]
    evidence.trustAnchors = [DoctorEvidence.Certified(name: "region", until: year)]
    evidence.authorities = [DoctorEvidence.Certified(name: "authority", until: year)]
    evidence.publishedKids = ["a", "b"]
    evidence.outside = DoctorEvidence.Outside(
      issuer: "https://login.example.cn", kids: ["a", "b"], maximumAge: 300, date: now + 1, statusListStatus: 200)
    evidence.auditSize = 10
    evidence.auditSigned = 9
    evidence.unsignedSince = now - 30
    return evidence
  }

  /// For each check, how it is made to fail, and how badly.
  private static let failures: [DoctorCheck: [(Severity, @Sendable (inout DoctorEvidence) -> Void)]] = [
    .clockOutside: [
      (.warning, { $0.outside?.date = now + 10 }), (.error, { $0.outside?.date = now - 31 }),
    ],
    .clockDatabase: [
      (.warning, { $0.newestInDatabase = now + 10 }), (.error, { $0.newestInDatabase = now + 3600 }),
    ],
    .diskSpace: [(.warning, { $0.freeBytes = 2 << 30 }), (.error, { $0.freeBytes = 100 << 20 })],
    .diskInodes: [(.warning, { $0.freeInodes = 500 }), (.error, { $0.freeInodes = 3 })],
    .walSize: [(.warning, { $0.walBytes = 300 << 20 }), (.error, { $0.walBytes = 3 << 30 })],
    .nationalAlgorithms: [
      (.notice, { $0.nationalFailure = .sm4 }),
      (
        .error,
        {
          $0.nationalFailure = .sm3
          $0.usesSM2 = true
        }
      ),
    ],
    .databaseIntegrity: [(.error, { $0.damage = ["row 3 missing from index", "another"] })],
    .databaseFormat: [
      (.notice, { $0.pending = ["clients 9"] }),
      (.warning, { $0.format = SchemaFormat(format: SchemaFormat.current.format + 1, readableFrom: 1) }),
    ],
    .filePermissions: [
      (.error, { $0.privatePaths[0].mode = 0o640 }), (.error, { $0.privatePaths[0].isOwn = false }),
    ],
    .certificateTLS: [
      (.warning, { $0.tlsCertificates[0].until = now + 20 * 86_400 }), (.error, { $0.tlsCertificates[0].until = now }),
      (.error, { $0.unreadable = ["/tls.pem"] }),
    ],
    .certificateKeys: [
      (.warning, { $0.keyCertificates[0].until = now + 20 * 86_400 }),
      (.error, { $0.keyCertificates[0].until = now + 86_400 }),
    ],
    .certificateTrust: [(.warning, { $0.trustAnchors[0].until = now + 29 * 86_400 })],
    .certificateAuthority: [(.error, { $0.authorities[0].until = now - 1 })],
    .keySchedule: [(.error, { $0.scheduleFaults = ["nothing signs."] })],
    .keyOpens: [(.error, { $0.keyFaults = ["k: does not open."] })],
    .settingsHost: [
      (.error, { $0.tlsCertificates[0].dnsNames = ["portal.example.cn"] }),
      (.error, { $0.tlsCertificates[0].dnsNames = ["*.login.example.cn", "*.cn"] }),
    ],
    .settingsHTTP: [
      (
        .warning,
        {
          $0.issuer = Issuer("http://127.0.0.1:8701") ?? $0.issuer
          $0.outside?.issuer = "http://127.0.0.1:8701"
        }
      )
    ],
    .settingsListen: [(.warning, { $0.isTLSTerminatedHere = false })],
    .outsideDiscovery: [
      (.error, { $0.outside?.issuer = "https://login.example.cn/" }), (.error, { $0.outside?.issuer = nil }),
      (
        .error,
        {
          $0.outside = nil
          $0.outsideFailure = "connection refused"
        }
      ),
    ],
    .outsideKeys: [(.error, { $0.outside?.kids = ["a"] }), (.error, { $0.outside?.kids = ["a", "b", "c"] })],
    .outsideCache: [(.error, { $0.outside?.maximumAge = 86_400 })],
    .statusList: [(.error, { $0.outside?.statusListStatus = 502 })],
    .auditLog: [(.error, { $0.auditFindings = ["leaf 3 is missing"] })],
    .auditCheckpoint: [
      (.warning, { $0.unsignedSince = now - 3600 }), (.error, { $0.unsignedSince = now - 100_000 }),
    ],
  ]

  @Test func `nothing is found where all is well`() throws {
    #expect(DoctorRules(evidence: try Self.healthy()).findings == [])
  }

  @Test(arguments: DoctorCheck.allCases)
  func `each check finds what it looks for, and only that`(check: DoctorCheck) throws {
    let ways = try #require(Self.failures[check], "a check without a test: \(check.rawValue)")
    for (severity, change) in ways {
      var evidence = try Self.healthy()
      change(&evidence)
      let findings = DoctorRules(evidence: evidence).findings
      #expect(findings.map(\.check) == [check])
      #expect(findings.map(\.severity) == [severity])
      #expect(findings.allSatisfy { $0.sentence.hasSuffix(".") && $0.advice.count > 10 })
    }
  }

  @Test func `only an error is exit code 2, and the worst comes first`() throws {
    var evidence = try Self.healthy()
    evidence.pending = ["x"]
    #expect(!ExamineServer.answer(DoctorRules(evidence: evidence).findings).finding)
    evidence.walBytes = 300 << 20
    #expect(!ExamineServer.answer(DoctorRules(evidence: evidence).findings).finding)
    evidence.keyFaults = ["k"]
    let findings = DoctorRules(evidence: evidence).findings
    #expect(ExamineServer.answer(findings).finding)
    #expect(findings.map(\.severity) == [.error, .warning, .notice])
    let json = ExamineServer.answer(findings).json
    #expect(json["healthy"]?.bool == false)
    #expect(json["findings"]?.array?.first?["id"]?.string == "key-opens")
  }

  @Test(
    arguments: [
      (["max-age=300"], 300), (["public, max-age=60, s-maxage=900"], 900), (["no-store"], nil), ([], nil),
    ] as [([String], Int?)])
  func `the longest time in a cache counts`(headers: [String], age: Int?) {
    #expect(OutsideAnswer.maximumAge(headers) == age)
  }

  @Test func `the date of an answer is read`() {
    #expect(OutsideAnswer.date("Sun, 06 Nov 1994 08:49:37 GMT") == NumericDate(784_111_777))
    #expect(OutsideAnswer.date("yesterday") == nil)
  }

  @Test(arguments: ServerKind.allCases)
  func `a server is examined as it is`(kind: ServerKind) async throws {
    try await CareFixture.with { fixture in
      try await fixture.opened(kind) { desk in
        let issuer = desk.settings.server.issuer
        let kids = desk.state.keys.published(.token).map(\.kid)
        let now = CareFixture.now
        let ask: DoctorExamination.Ask = { address in
          let keys = JSON.array(kids.map { ["kid": .string($0)] })
          let body: JSON = [
            "issuer": .string(issuer.value), "credential_issuer": .string(issuer.value),
            "jwks_uri": .string(issuer.url("/jwks")), "keys": keys,
          ]
          return OutsideAnswer(status: 200, date: now, maximumAge: 300, json: body)
        }
        let evidence = try await DoctorExamination(desk: desk, ask: ask).evidence(at: now)
        let found = DoctorRules(evidence: evidence).findings
        // A test's issuer is http on loopback; its root may be readable, its machine short of room.
        let expected: Set<DoctorCheck> = [.settingsHTTP, .diskSpace, .diskInodes]
        #expect(found.filter { !expected.contains($0.check) } == [])
        #expect(evidence.damage == [] && evidence.freeBytes != nil && !evidence.privatePaths.isEmpty)
        #expect(evidence.auditSize > 0 && evidence.authorities.count == 1)
        // The same with a key file that others may read, and nobody at the address.
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: fixture.folder + "/kek")
        let worse = try await DoctorExamination(desk: desk) { _ in throw CocoaError(.fileReadUnknown) }
          .evidence(at: now)
        let checks = Set(DoctorRules(evidence: worse).findings.map(\.check))
        #expect(checks.isSuperset(of: [.filePermissions, .outsideDiscovery]))
      }
    }
  }
}
