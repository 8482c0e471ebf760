import Foundation
import JOSE
import TestSupport
import Testing

@testable import KeyCustody

@Suite struct CredentialTests {
  @Test func `a credential is the file of its name in the folder that was handed over`() async throws {
    try await withTemporaryFolder { folder in
      try PrivateFile.create(folder + "/kek", [UInt8](repeating: 7, count: 32))
      let source = EncryptionKeySource.credential(name: "kek", folder: folder)
      #expect(try source.load().id == KeyEncryptionKey(file: folder + "/kek").id)
    }
  }

  @Test func `without a folder there is none`() {
    #expect(throws: Credential.Absence.noFolder) { try EncryptionKeySource.credential(name: "kek", folder: nil).load() }
    #expect(throws: Credential.Absence.noFolder) { try Credential.path("kek", in: "relative") }
  }

  @Test(arguments: ["", ".", "..", "../kek", "a/b"])
  func `a name that leads elsewhere is refused`(name: String) {
    #expect(throws: Credential.Absence.unusableName(name)) { try Credential.path(name, in: "/run/credentials/x") }
  }

  @Test(arguments: [0o444, 0o460, 0o644, 0o441])
  func `a credential that others may read is refused`(mode: Int) async throws {
    try await withTemporaryFolder { folder in
      try PrivateFile.create(folder + "/kek", [UInt8](repeating: 7, count: 32))
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder + "/kek")
      #expect(throws: PrivateFileError(folder + "/kek", .open(mode: UInt32(mode)))) {
        try KeyEncryptionKey(credential: folder + "/kek")
      }
    }
  }
}
