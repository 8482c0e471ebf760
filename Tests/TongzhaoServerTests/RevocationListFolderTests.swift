import ELicence
import Foundation
import JOSE
import LibCrypto
import TestSupport
import Testing
import TongzhaoServer

@Suite struct RevocationListFolderTests {
  private let now = NumericDate(1_800_000_000)

  /// A root with one leaf, and lists of that root.
  private func authority() throws -> (root: CertificateAuthority, leaf: Certificate) {
    let root = try CertificateAuthority.makeRoot(
      commonName: "Root", organization: "Test", validFrom: (now - 86_400).seconds, days: 30)
    let key = try SigningKey.generate(.es256).verificationKey
    let leaf = try root.issue(
      .credentials, commonName: "Leaf", organization: "Test", publicKeyInfoDER: key.publicKeyInfoDER,
      validFrom: (now - 3600).seconds, days: 10)
    return (root, leaf)
  }

  private func list(_ root: CertificateAuthority, revoking leaf: Certificate?) throws -> CertificateRevocationList {
    try root.revocationList(
      revoking: leaf.map { [(serial: $0.serialNumber, at: (now - 60).seconds)] } ?? [],
      thisUpdate: (now - 60).seconds, nextUpdate: (now + 3600).seconds)
  }

  private func trusts(_ folder: RevocationListFolder, _ root: CertificateAuthority, _ leaf: Certificate) -> Bool {
    let anchor = TrustAnchor(region: "419001", name: "Test", certificate: root.certificate)
    return
      (try? TrustList(anchors: [anchor], revocationLists: folder.lists).anchor(
        of: [leaf], for: [.licences], at: now)) != nil
  }

  @Test func `a certificate is refused as soon as a list in the folder names it`() async throws {
    let (root, leaf) = try authority()
    try await withTemporaryFolder { path in
      let folder = try RevocationListFolder(folder: path)
      #expect(trusts(folder, root, leaf))
      try list(root, revoking: nil).pem.write(toFile: path + "/root.crl", atomically: true, encoding: .utf8)
      try folder.refresh()
      #expect(folder.lists.count == 1)
      #expect(trusts(folder, root, leaf))
      try FileManager.default.removeItem(atPath: path + "/root.crl")
      try Data(try list(root, revoking: leaf).der).write(to: URL(fileURLWithPath: path + "/newer.crl"))
      try folder.refresh()
      #expect(!trusts(folder, root, leaf))
    }
  }

  @Test func `what is no list keeps the former one in force, and a server does not start on it`() async throws {
    let (root, leaf) = try authority()
    try await withTemporaryFolder { path in
      try list(root, revoking: leaf).pem.write(toFile: path + "/root.crl", atomically: true, encoding: .utf8)
      let folder = try RevocationListFolder(folder: path)
      try "half a download".write(toFile: path + "/root.crl", atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: 4_000_000_000)], ofItemAtPath: path + "/root.crl")
      #expect(try folder.refresh().map(\.file) == [path + "/root.crl"])
      #expect(!trusts(folder, root, leaf))
      #expect(throws: RevocationListFolder.Unreadable.self) { try RevocationListFolder(folder: path) }
    }
  }
}
