import Foundation
import JOSE
import LibCrypto
import TestSupport
import Testing

@testable import KeyCustody

/// Keys from elsewhere, as the `openssl` command makes them.
@Suite struct KeyImportTests {
  static let slot = KeySlot(.token, .es256)
  static let start = NumericDate(1_800_000_000)

  private func openssl(_ arguments: String..., in folder: String) throws {
    let status = try OtherProgram.run("/usr/bin/openssl", arguments, in: folder).status
    try #require(status == 0, "openssl \(arguments.joined(separator: " "))")
  }

  private func read(_ name: String, in folder: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: folder + "/" + name)))
  }

  private func withKeys(_ body: (String) async throws -> Void) async throws {
    try await withTemporaryFolder { folder in
      try openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "sec1.pem", in: folder)
      try openssl("pkcs8", "-topk8", "-nocrypt", "-in", "sec1.pem", "-out", "pkcs8.pem", in: folder)
      try openssl("pkcs8", "-topk8", "-nocrypt", "-in", "sec1.pem", "-outform", "DER", "-out", "pkcs8.der", in: folder)
      try openssl(
        "pkcs8", "-topk8", "-in", "sec1.pem", "-passout", "pass:open sesame", "-out", "sealed.pem", in: folder)
      try openssl(
        "req", "-x509", "-new", "-key", "sec1.pem", "-subj", "/CN=a", "-days", "10", "-out", "own.pem", in: folder)
      try openssl(
        "pkcs12", "-export", "-inkey", "sec1.pem", "-in", "own.pem", "-passout", "pass:open sesame", "-out", "key.p12",
        in: folder)
      try await body(folder)
    }
  }

  @Test func `every form gives the same key`() async throws {
    try await withKeys { folder in
      let passphrase = Array("open sesame".utf8)
      let kid = try KeyImport(try read("pkcs8.pem", in: folder), passphrase: nil).key.verificationKey.thumbprint
      for (name, passphrase) in [
        ("sec1.pem", nil), ("pkcs8.der", nil), ("sealed.pem", passphrase), ("key.p12", passphrase),
      ] as [(String, [UInt8]?)] {
        let imported = try KeyImport(try read(name, in: folder), passphrase: passphrase)
        #expect(imported.key.verificationKey.thumbprint == kid, "\(name)")
      }
      let archive = try KeyImport(try read("key.p12", in: folder), passphrase: passphrase)
      #expect(archive.chain.count == 1)
    }
  }

  @Test(arguments: ["sealed.pem", "key.p12"])
  func `a sealed key needs its passphrase`(name: String) async throws {
    try await withKeys { folder in
      let file = try read(name, in: folder)
      #expect(throws: KeyImport.Refusal.file(.passphraseMissing)) { try KeyImport(file, passphrase: nil) }
      #expect(throws: KeyImport.Refusal.file(.passphraseWrong)) { try KeyImport(file, passphrase: Array("no".utf8)) }
    }
  }

  @Test func `a private JWK is read, and one whose halves differ is refused`() throws {
    let key = try SigningKey.generate(.es256)
    let der = key.privateRepresentation
    var jwk = key.verificationKey.jwk
    let scalar = try #require(der.firstRange(of: [0x04, 0x20]))
    jwk["d"] = .string(Base64URL.encode(Array(der[scalar.upperBound..<(scalar.upperBound + 32)])))
    let text = JSON.object(jwk).serialized()
    #expect(try KeyImport(text, passphrase: nil).key.verificationKey == key.verificationKey)
    var other = try SigningKey.generate(.es256).verificationKey.jwk
    other["d"] = jwk["d"]
    let forged = JSON.object(other).serialized()
    #expect(throws: KeyImport.Refusal.jwk(.invalidKey)) { try KeyImport(forged, passphrase: nil) }
  }

  @Test func `a private JWK of RFC 7515 is read`() throws {
    // RFC 7515 appendix A.2.1.
    let numbers: JSONObject = [
      "kty": "RSA",
      "n":
        "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
      "e": "AQAB",
      "d":
        "Eq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTeXZx9SE-7YwVol2NXOoAJe46sui395IW_GO-pWJ1O0BkTGoVEn2bKVRUCgu-GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0M_V51gfpRLI9JYanrC4D4qAdGcopV_0ZHHzQlBjudU2QvXt4ehNYTCBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl_x_jTj3ccPDVZFD9pIuhLhBOneufuBiB4cS98l2SR_RQyGWSeWjnczT0QU91p1DhOVRuOopznQ",
      "p":
        "4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH_5IB3jw3bcxGn6QLvnEtfdUdiYrqBdss1l58BQ3KhooKeQTa9AB0Hw_Py5PJdTJNPY8cQn7ouZ2KKDcmnPGBY5t7yLc1QlQ5xHdwW1VhvKn-nXqhJTBgIPgtldC-KDV5z-y2XDwGUc",
      "q":
        "uQPEfgmVtjL0Uyyx88GZFF1fOunH3-7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYsp1ZSe7zFYHj7C6ul7TjeLQeZD_YwD66t62wDmpe_HlB-TnBA-njbglfIsRLtXlnDzQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdc",
      "dp":
        "BwKfV3Akq5_MFZDFZCnW-wzl-CCo83WoZvnLQwCTeDv8uzluRSnm71I3QCLdhrqE2e9YkxvuxdBfpT_PI7Yz-FOKnu1R6HsJeDCjn12Sk3vmAktV2zb34MCdy7cpdTh_YVr7tss2u6vneTwrA86rZtu5Mbr1C1XsmvkxHQAdYo0",
      "dq":
        "h_96-mK1R_7glhsum81dZxjTnYynPbZpHziZjeeHcXYsXaaMwkOlODsWa7I9xXDoRwbKgB719rrmI2oKr6N3Do9U0ajaHF-NKJnwgjMd2w9cjz3_-kyNlxAr2v4IKhGNpmM5iIgOS1VZnOZ68m6_pbLBSp3nssTdlqvd0tIiTHU",
      "qi":
        "IYd7DHOhrWvxkwPQsRM2tOgrjbcrfvtQJipd-DlcxyVuuM9sQLdgjVk2oy26F0EmpScGLq2MowX7fhd_QJQ3ydy5cY7YIBi87w93IKLEdfnbJtoOPLUW0ITrJReOgo1cq9SbsxYawBgfp_gh6A5603k2-ZQwVK0JKSHuLFkuQ3U",
    ]
    let imported = try KeyImport(JSON.object(numbers).serialized(), passphrase: nil)
    #expect(imported.key.algorithm == .rs256)
    let signature = try imported.key.signature(for: [1])
    #expect(imported.key.verificationKey.isValid(signature: signature, for: [1]))
  }

  @Test func `a weak RSA key, another curve and what is no key are refused`() async throws {
    try await withTemporaryFolder { folder in
      try openssl("genrsa", "-out", "weak.pem", "1024", in: folder)
      let weak = try read("weak.pem", in: folder)
      let refusal = #expect(throws: KeyImport.Refusal.self) { try KeyImport(weak, passphrase: nil) }
      guard case .weak = refusal else { Issue.record("refused as \(String(describing: refusal))"); return }
      try openssl("ecparam", "-name", "secp384r1", "-genkey", "-noout", "-out", "p384.pem", in: folder)
      let curve = try read("p384.pem", in: folder)
      #expect(throws: KeyImport.Refusal.otherKind) { try KeyImport(curve, passphrase: nil) }
      for bytes in [[], Array("no key".utf8), [0x30, 0x03, 0x02, 0x01, 0x00]] as [[UInt8]] {
        #expect(throws: KeyImport.Refusal.file(.unreadable)) { try KeyImport(bytes, passphrase: nil) }
      }
      #expect(throws: KeyImport.Refusal.jwk(.malformed)) { try KeyImport(Array("{".utf8), passphrase: nil) }
    }
  }

  @Test func `an imported key is announced by the schedule, once, and only where it fits`() async throws {
    let store = ValueKeyStore()
    let custodian = KeyCustodian(
      store: store, encryptionKey: try #require(KeyEncryptionKey(bytes: [UInt8](repeating: 7, count: 32))),
      policies: [.token: try RotationPolicy(announce: 100, sign: 300, longestLife: 50)])
    try await custodian.prepare([Self.slot, KeySlot(.token, .rs256)], jwksMaximumAge: 60, at: Self.start)
    let brought = try SigningKey.generate(.es256)
    let imported = try KeyImport(brought.privateRepresentation, passphrase: nil)
    await #expect(throws: KeyImport.Refusal.wrongAlgorithm(.es256)) {
      try await custodian.announce(imported, for: KeySlot(.token, .rs256), signsFrom: nil, at: Self.start)
    }
    await #expect(throws: KeyCustodyError.announcementTooShort(longestMaximumAge: 60)) {
      try await custodian.announce(imported, for: Self.slot, signsFrom: Self.start + 60, at: Self.start)
    }
    #expect(try await store.contents().keys.count == 2)
    let key = try await custodian.announce(imported, for: Self.slot, signsFrom: nil, at: Self.start)
    #expect(key.kid == brought.verificationKey.thumbprint)
    #expect(key.state == .announced && key.dates.signsFrom == Self.start + 100)
    await #expect(throws: KeyCustodyError.keyExists(kid: key.kid)) {
      try await custodian.announce(imported, for: Self.slot, signsFrom: nil, at: Self.start)
    }
    // A key that was there once never comes back.
    try await custodian.withdraw(key.kid, at: Self.start)
    await #expect(throws: KeyCustodyError.keyExists(kid: key.kid)) {
      try await custodian.announce(imported, for: Self.slot, signsFrom: nil, at: Self.start)
    }
    let another = try KeyImport(SigningKey.generate(.es256).privateRepresentation, passphrase: nil)
    let next = try await custodian.announce(another, for: Self.slot, signsFrom: nil, at: Self.start)
    await #expect(throws: KeyCustodyError.alreadyAnnounced(kid: next.kid)) {
      let third = try KeyImport(SigningKey.generate(.es256).privateRepresentation, passphrase: nil)
      try await custodian.announce(third, for: Self.slot, signsFrom: nil, at: Self.start)
    }
    #expect(try await custodian.faults().isEmpty)
  }
}
