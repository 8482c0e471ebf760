import Foundation
import JOSE
import KeyCustody
import LibCrypto
import TestSupport
import Testing

@Suite struct LocalAuthorityTests {
  private static let now = NumericDate(1_800_000_000)
  private static let names = CertificateNames(
    commonName: "idp.example.test", organization: "Example City", dnsNames: ["idp.example.test"])
  private static let request = KeySlot(.requestObject, .es256)
  private static let credential = KeySlot(.credential, .es256)

  private func withAuthority(
    days: Int = 3_650, _ body: (LocalAuthority, String) async throws -> Void
  ) async throws {
    try await withTemporaryFolder { folder in
      try LocalAuthority.create(
        folder: folder, commonName: "Test Root", organization: "Example City", at: Self.now - 1_000, days: days)
      try await body(try LocalAuthority(folder: folder, names: Self.names), folder)
    }
  }

  private func encryptionKey() throws -> KeyEncryptionKey { try #require(KeyEncryptionKey(bytes: Random.bytes(32))) }

  @Test func `a key gets a chain that leads to the anchor and does not contain it`() async throws {
    try await withAuthority { authority, _ in
      let store = ValueKeyStore()
      let kek = try encryptionKey()
      let custodian = KeyCustodian(store: store, encryptionKey: kek, certificates: authority)
      try await custodian.prepare([Self.request, Self.credential], jwksMaximumAge: 60, at: Self.now)
      let ring = try await KeyRing(store: store, encryptionKey: kek)
      for use in [KeyUse.requestObject, .credential] {
        let key = try ring.current(use, .es256, at: Self.now)
        let leaf = try #require(key.certificateChain.first)
        #expect(!key.certificateChain.contains(authority.certificate))
        #expect(try VerificationKey(certificate: leaf) == key.verificationKey)
        let token = try UnverifiedJWS(compact: await key.sign(["a": 1], type: nil))
        #expect(token.certificateChain == key.certificateChain)
        // From its first second until the last thing it signed has expired.
        for moment in [Self.now, key.dates.removesAt] {
          let anchor = try CertificateChain.verify(
            leaf: leaf, intermediates: Array(key.certificateChain.dropFirst()), anchors: [authority.certificate],
            at: moment.seconds)
          #expect(anchor == authority.certificate)
        }
      }
      #expect(
        try ring.current(.requestObject, .es256, at: Self.now).certificateChain[0].dnsNames == ["idp.example.test"])
    }
  }

  @Test func `an intermediate authority puts itself into the chain`() async throws {
    try await withTemporaryFolder { folder in
      let root = try CertificateAuthority.makeRoot(
        commonName: "Root", organization: "Example", validFrom: Self.now.seconds - 10, days: 3_650)
      let middle = try root.makeIntermediate(commonName: "Middle", validFrom: Self.now.seconds - 10, days: 3_000)
      try PrivateFile.create(folder + "/authority.key", Array(middle.privateKeyPEM.utf8))
      try Data((middle.certificate.pem + root.certificate.pem).utf8).write(to: URL(filePath: folder + "/authority.pem"))
      let authority = try LocalAuthority(folder: folder, names: Self.names)
      let key = try SigningKey.generate(.es256).verificationKey
      let chain = try await authority.certificateChain(
        for: CertificateRequest(
          slot: Self.credential, publicKeyInfoDER: key.publicKeyInfoDER, validFrom: Self.now,
          validUntil: Self.now + 100_000))
      #expect(chain.count == 2)
      #expect(chain.last == middle.certificate)
      #expect(throws: Never.self) {
        try CertificateChain.verify(
          leaf: chain[0], intermediates: [chain[1]], anchors: [root.certificate], at: Self.now.seconds + 1)
      }
    }
  }

  @Test func `without an authority the key waits, and signs once there is one`() async throws {
    let store = ValueKeyStore()
    let kek = try encryptionKey()
    let without = KeyCustodian(store: store, encryptionKey: kek)
    try await without.prepare([Self.credential], jwksMaximumAge: 60, at: Self.now)
    try await without.tend(at: Self.now + 10)
    let ring = try await KeyRing(store: store, encryptionKey: kek)
    #expect(ring.published().map(\.state) == [.announced])
    #expect(throws: KeyCustodyError.noSigningKey(Self.credential)) {
      try ring.current(.credential, .es256, at: Self.now)
    }
    await #expect(throws: KeyCustodyError.noAuthority(.credential)) {
      try await without.rotate(Self.credential, immediately: true, at: Self.now)
    }
    try await withAuthority { authority, _ in
      try await KeyCustodian(store: store, encryptionKey: kek, certificates: authority).tend(at: Self.now + 20)
      try await ring.refresh()
      #expect(try ring.current(.credential, .es256, at: Self.now + 20).certificateChain.count == 1)
    }
  }

  @Test func `a key whose certificate has expired does not sign`() async throws {
    try await withAuthority { authority, _ in
      let store = ValueKeyStore()
      let kek = try encryptionKey()
      try await KeyCustodian(store: store, encryptionKey: kek, certificates: authority)
        .prepare([Self.credential], jwksMaximumAge: 60, at: Self.now)
      let ring = try await KeyRing(store: store, encryptionKey: kek)
      let key = try ring.current(.credential, .es256, at: Self.now)
      let end = NumericDate(try #require(key.certificateChain.first).notAfter)
      #expect(throws: KeyCustodyError.certificateExpired(kid: key.kid)) {
        try ring.current(.credential, .es256, at: end + 1)
      }
    }
  }

  @Test func `an authority that ends before the key would is refused`() async throws {
    try await withAuthority(days: 30) { authority, _ in
      let custodian = KeyCustodian(store: ValueKeyStore(), encryptionKey: try encryptionKey(), certificates: authority)
      await #expect(throws: KeyCustodyError.authorityExpires(.credential)) {
        try await custodian.prepare([Self.credential], jwksMaximumAge: 60, at: Self.now)
      }
    }
  }

  @Test func `an authority is not made twice, and its key is for its owner only`() async throws {
    try await withAuthority { _, folder in
      #expect(throws: PrivateFileError(folder + "/authority.key", .alreadyExists)) {
        try LocalAuthority.create(folder: folder, commonName: "B", organization: "B", at: Self.now, days: 10)
      }
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: folder + "/authority.key")
      #expect(throws: PrivateFileError(folder + "/authority.key", .open(mode: 0o644))) {
        try LocalAuthority(folder: folder, names: Self.names)
      }
    }
  }
}
