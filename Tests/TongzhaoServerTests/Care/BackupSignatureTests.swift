import AuditLog
import Foundation
import JOSE
import KeyCustody
import Testing

@testable import TongzhaoServer

/// Who made a backup, as its signature says.
@Suite struct BackupSignatureTests {
  private static func exported(_ desk: OperatorDesk) async throws -> JWKSet {
    try await desk.auditing.log.publicKeys()
  }

  @Test(arguments: ServerKind.allCases)
  func `a backup says which server made it, to whoever kept that server's audit keys`(kind: ServerKind) async throws {
    try await CareFixture.with { fixture in
      let (file, keys, kid) = try await fixture.opened(kind) { desk in
        (
          try await fixture.backUp(desk), try await Self.exported(desk),
          try desk.state.keys.current(.audit, .es256, at: CareFixture.now).kid
        )
      }
      let report = try await fixture.restoring(file, from: .server(auditKeys: keys))
      #expect(report.signer == kid)
      #expect(report.lines.contains { $0.contains(kid) })
      #expect(report.json["signed_by"]?.string == kid)
      // Whoever says that anybody's will do is told that nobody vouches for it.
      let blind = try await fixture.restoring(file, into: "blind")
      #expect(blind.signer == nil && blind.warnings.contains { $0.contains("Nobody vouches") })
    }
  }

  @Test func `another server's backup is refused and leaves nothing, and a drill finds it out`() async throws {
    try await CareFixture.with { fixture in
      let file = try await fixture.opened { try await fixture.backUp($0) }
      let (others, kid) = try await fixture.opened(.licenceIssuer) { desk in
        (
          BackupMaker.server(auditKeys: try await Self.exported(desk)),
          try desk.state.keys.current(.audit, .es256, at: CareFixture.now).kid
        )
      }
      let refusal = await #expect(throws: CareRefusal.self) { try await fixture.restoring(file, from: others) }
      if case .signedByAnother(let named)? = refusal {
        #expect(named != kid)
      } else {
        Issue.record("\(refusal as Any)")
      }
      #expect(!FileManager.default.fileExists(atPath: fixture.folder + "/restored"))
      let steps = try await BackupDrill(
        file: file, recoveryKey: fixture.recoveryKey, from: others, encryptionKey: nil, account: "tester"
      ).run(at: CareFixture.now)
      #expect(steps.map(\.name) == ["restore"] && steps.allSatisfy { !$0.isGood })
    }
  }

  @Test func `the signature is over what the manifest says, by the key that it names`() async throws {
    try await CareFixture.with { fixture in
      try await fixture.opened { desk in
        let keys = try await Self.exported(desk)
        let key = try desk.state.keys.current(.audit, .es256, at: CareFixture.now)
        let path = try await fixture.backUp(desk)
        let manifest = try await fixture.restoring(path).manifest
        let signed = try await SignedManifest(manifest, signedBy: key)
        #expect(try signed.signer(among: keys) == key.kid)
        #expect(SignedManifest(signed.bytes)?.manifest == manifest)
        // Unsigned, as backups were before.
        let plain = SignedManifest(unsigned: manifest)
        #expect(SignedManifest(plain.bytes)?.manifest == manifest)
        #expect(throws: CareRefusal.unsigned) { try plain.signer(among: keys) }
        // Another hand under the same name.
        let forged = try JWS.sign(
          payload: manifest.json.serialized(), type: SignedManifest.type, keyID: key.kid,
          with: try SigningKey.generate(.es256))
        let byAnother = try #require(SignedManifest(Array(forged.utf8)))
        #expect(throws: CareRefusal.signatureBroken(key.kid)) { try byAnother.signer(among: keys) }
        // A checkpoint's or a receipt's signature is none for a backup.
        let otherType = try await key.sign(payload: manifest.json.serialized(), type: "tongzhao-checkpoint+jws")
        let misused = try #require(SignedManifest(Array(otherType.utf8)))
        #expect(throws: CareRefusal.signatureBroken(key.kid)) { try misused.signer(among: keys) }
        for nonsense in ["", "{}", "a.b.c", "{\"type\":1}"] { #expect(SignedManifest(Array(nonsense.utf8)) == nil) }
      }
    }
  }
}
