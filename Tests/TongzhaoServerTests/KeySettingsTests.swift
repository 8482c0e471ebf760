import Foundation
import JOSE
import KeyCustody
import Testing

@testable import TongzhaoServer

/// Where the key that seals comes from, and the token: exactly one place for each secret, readable by nobody else.
@Suite struct KeySettingsTests {
  private func mistakes(
    _ keys: JSONObject, environment: [String: String] = [:], prepare: (ServingFixture) throws -> Void = { _ in }
  ) async throws -> [String] {
    try await ServingFixture.with { fixture in
      try prepare(fixture)
      let file = try fixture.settings(
        "keys", port: 9001, changing: ["trust": ["licence-issuers": "/trust.json"], "keys": .object(keys)])
      do {
        _ = try await IdentityProviderSettings.read(file: file, environment: environment)
        return []
      } catch let error as UnusableSettings {
        return error.mistakes.map(\.description)
      }
    }
  }

  @Test func `none is refused, and the three are named`() async throws {
    let found = try await mistakes([:])
    #expect(found.count == 1)
    for name in ["encryption-key-file", "encryption-key-credential", "encryption-key-wrapped-file"] {
      #expect(found.first?.contains("keys.\(name)") == true)
    }
  }

  @Test func `two are refused`() async throws {
    let found = try await mistakes(
      ["encryption-key-file": "/none", "encryption-key-credential": "kek"],
      environment: ["CREDENTIALS_DIRECTORY": "/run/none"])
    #expect(found.count == 1)
    #expect(found.first?.contains("stands beside another source") == true)
  }

  @Test(arguments: [0o640, 0o604])
  func `a file that others can read is refused before anything starts`(mode: Int) async throws {
    let folder = NSTemporaryDirectory() + "/tongzhao-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try KeyEncryptionKey.create(file: folder + "/kek")
    #expect(try await mistakes(["encryption-key-file": .string(folder + "/kek")]) == [])
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder + "/kek")
    let found = try await mistakes(["encryption-key-file": .string(folder + "/kek")])
    #expect(found.count == 1 && found.first?.contains("chmod 600") == true)
    let next = try await mistakes(
      ["encryption-key-file": "/none", "next-encryption-key-file": .string(folder + "/kek")])
    #expect(next.count == 1 && next.first?.hasPrefix("keys.next-encryption-key-file") == true)
  }

  @Test func `a credential needs the folder that the service manager names`() async throws {
    let found = try await mistakes(["encryption-key-credential": "kek"])
    #expect(found.count == 1 && found.first?.contains("CREDENTIALS_DIRECTORY") == true)
    #expect(
      try await mistakes(["encryption-key-credential": "kek"], environment: ["CREDENTIALS_DIRECTORY": "/run/none"])
        == [])
    let elsewhere = try await mistakes(
      ["encryption-key-credential": "../kek"], environment: ["CREDENTIALS_DIRECTORY": "/run/none"])
    #expect(elsewhere.count == 1)
  }

  @Test func `a wrapped key needs a token`() async throws {
    let found = try await mistakes(["encryption-key-wrapped-file": "/none"])
    #expect(found.contains { $0.contains("keys.hsm.module") })
  }

  @Test(
    arguments: [
      ["token": "t"], ["module": "/bin/sh", "token": "t"], ["module": "/bin/sh", "token": "t", "pin-file": "/none"],
      ["module": "/none.so", "token": "t", "pin-file": "/none"],
    ] as [JSONObject])
  func `a token that is half described is refused`(token: JSONObject) async throws {
    let found = try await mistakes(["encryption-key-file": "/none", "hsm": .object(token)])
    #expect(!found.isEmpty && found.allSatisfy { $0.hasPrefix("keys.hsm") })
  }

  @Test func `a PIN is no setting`() async throws {
    let found = try await mistakes(["encryption-key-file": "/none", "hsm": ["pin": "123456"]])
    #expect(found == ["keys.hsm.pin: is no setting of this server"])
  }
}
