import Foundation
package import KeyCustody
package import LibCrypto

/// Where the keys' keys are: what seals them, and the token that some may live in.
package struct KeySettings: Sendable {
  /// The key that seals private keys.
  package let encryptionKey: EncryptionKeySource
  /// Another one, the next or the former, while the key is exchanged.
  package let nextEncryptionKey: EncryptionKeySource?
  /// The token that keys may live in.
  package let token: HardwareToken?

  init?(_ reader: inout SettingsReader) {
    let token = Self.token(&reader)
    let present = Self.source("encryption-key", "the key that seals private keys", token, &reader)
    let next = Self.source(
      "next-encryption-key", "the key that will seal, or did, while it is exchanged", token, &reader)
    if present.count != 1 {
      let names = Self.names("encryption-key")
      reader.wrong(
        names[0],
        present.isEmpty
          ? "is missing (the key that seals private keys), and so are \(names[1]) and \(names[2]): say one of them"
          : "stands beside another source of the same key: say one of \(names.joined(separator: ", "))")
    }
    if next.count > 1 {
      let names = Self.names("next-encryption-key")
      reader.wrong(
        names[0], "stands beside another source of the same key: say one of \(names.joined(separator: ", "))")
    }
    // A file that is there must be one that nobody else can read. The next one may be put in place later.
    for (name, source) in present + next where source.isThere {
      do { try source.check() } catch { reader.wrong(name, "\(error)") }
    }
    guard let source = present.first?.source else { return nil }
    encryptionKey = source
    nextEncryptionKey = next.first?.source
    self.token = token
  }

  /// The token that a settings file names; the rest of the file may not be usable yet.
  package static func token(file: String) async throws -> HardwareToken? {
    var reader = try await SettingsReader(file: file, environment: ProcessInfo.processInfo.environment)
    let token = token(&reader)
    if !reader.mistakes.isEmpty { throw UnusableSettings(mistakes: reader.mistakes) }
    return token
  }

  private static func names(_ key: String) -> [String] {
    ["keys.\(key)-file", "keys.\(key)-credential", "keys.\(key)-wrapped-file"]
  }

  private static func source(
    _ key: String, _ meaning: String, _ token: HardwareToken?, _ reader: inout SettingsReader
  ) -> [(name: String, source: EncryptionKeySource)] {
    let names = names(key)
    var found: [(name: String, source: EncryptionKeySource)] = []
    if let file = reader.text(names[0], "file of \(meaning)") { found.append((names[0], .file(file))) }
    if let name = reader.text(names[1], "credential of the service manager (LoadCredential=) with \(meaning)") {
      found.append((names[1], .credential(name: name, folder: reader.credentialFolder)))
      do { _ = try Credential.path(name, in: reader.credentialFolder) } catch { reader.wrong(names[1], "\(error)") }
    }
    if let file = reader.text(names[2], "file that only the token opens, of \(meaning)") {
      if let token {
        found.append((names[2], .wrapped(file, token)))
      } else {
        reader.wrong(names[2], "needs keys.hsm.module and keys.hsm.token")
      }
    }
    return found
  }

  private static func token(_ reader: inout SettingsReader) -> HardwareToken? {
    let module = reader.file("keys.hsm.module", "PKCS#11 library of the token that keys may live in")
    let label = reader.text("keys.hsm.token", "label of the token")
    let file = reader.text("keys.hsm.pin-file", "file of the token's PIN, mode 0600")
    let credential = reader.text("keys.hsm.pin-credential", "credential of the service manager with the token's PIN")
    if module == nil, label == nil, file == nil, credential == nil { return nil }
    guard let module, let label else {
      reader.wrong("keys.hsm", "needs both module and token")
      return nil
    }
    guard (file == nil) != (credential == nil) else {
      reader.wrong("keys.hsm", "needs the PIN from one place: pin-file or pin-credential")
      return nil
    }
    let pin: @Sendable () throws -> [UInt8]
    if let file {
      pin = { try PrivateFile.read(file, limit: 256).trimmedLine }
      do { _ = try pin() } catch { reader.wrong("keys.hsm.pin-file", "\(error)") }
    } else {
      let folder = reader.credentialFolder
      pin = {
        try PrivateFile.read(Credential.path(credential ?? "", in: folder), limit: 256, asCredential: true).trimmedLine
      }
      do { _ = try pin() } catch { reader.wrong("keys.hsm.pin-credential", "\(error)") }
    }
    do {
      return try HardwareToken(module: module, label: label, pin: pin)
    } catch {
      reader.wrong("keys.hsm.module", "\(error)")
      return nil
    }
  }
}

extension [UInt8] {
  /// Without the line's end.
  fileprivate var trimmedLine: [UInt8] { Array(reversed().drop { $0 == 0x0A || $0 == 0x0D }.reversed()) }
}
