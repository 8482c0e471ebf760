import Foundation
import JOSE
import KeyCustody
import TestSupport
import Testing

@Suite struct KeyEncryptionKeyTests {
  private let context = SealingContext(table: "signing_keys", row: "kid-1")
  private let plaintext = Array("private".utf8)

  private func key(_ byte: UInt8) throws -> KeyEncryptionKey {
    try #require(KeyEncryptionKey(bytes: [UInt8](repeating: byte, count: 32)))
  }

  @Test func `sealed bytes open under the same key for the same row`() throws {
    let sealed = try key(1).seal(plaintext, for: context)
    #expect(try key(1).open(SealedBytes(stored: sealed.bytes), for: context) == plaintext)
  }

  @Test func `the same bytes are sealed differently each time`() throws {
    #expect(try key(1).seal(plaintext, for: context) != key(1).seal(plaintext, for: context))
  }

  @Test func `another key is told apart`() throws {
    let sealed = try key(1).seal(plaintext, for: context)
    #expect(throws: SealRefusal.otherKey) { try key(2).open(sealed, for: context) }
    #expect(try key(1).id != key(2).id)
  }

  @Test(arguments: [
    SealingContext(table: "signing_keys", row: "kid-2"), SealingContext(table: "server_secrets", row: "kid-1"),
    SealingContext(table: "signing_keysk", row: "id-1"),
  ])
  func `bytes moved to another row do not open`(other: SealingContext) throws {
    let sealed = try key(1).seal(plaintext, for: context)
    #expect(throws: SealRefusal.altered) { try key(1).open(sealed, for: other) }
  }

  @Test func `a change anywhere is noticed`() throws {
    let sealed = try key(1).seal(plaintext, for: context)
    for index in sealed.bytes.indices {
      var bytes = sealed.bytes
      bytes[index] ^= 0x01
      let refusal: SealRefusal = index == 0 ? .malformed : index < 9 ? .otherKey : .altered
      #expect(throws: refusal) { try key(1).open(SealedBytes(stored: bytes), for: context) }
    }
  }

  @Test func `bytes cut short are refused`() throws {
    let sealed = try key(1).seal(plaintext, for: context)
    for length in sealed.bytes.indices {
      #expect(throws: SealRefusal.self) {
        try key(1).open(SealedBytes(stored: Array(sealed.bytes.prefix(length))), for: context)
      }
    }
  }

  @Test(arguments: [0, 16, 31, 33, 64])
  func `a key of another length is none`(length: Int) {
    #expect(KeyEncryptionKey(bytes: [UInt8](repeating: 1, count: length)) == nil)
  }

  @Test func `a key is made once, for its owner only, and read again`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/kek"
      let made = try KeyEncryptionKey.create(file: path)
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
      let sealed = try made.seal(plaintext, for: context)
      #expect(try KeyEncryptionKey(file: path).open(sealed, for: context) == plaintext)
      #expect(throws: PrivateFileError(path, .alreadyExists)) { try KeyEncryptionKey.create(file: path) }
    }
  }

  @Test func `raw bytes and base64url are the same key`() async throws {
    try await withTemporaryFolder { folder in
      let bytes = Random.bytes(32)
      try PrivateFile.create(folder + "/raw", bytes)
      try PrivateFile.create(folder + "/text", Array("\(Base64URL.encode(bytes))\r\n".utf8))
      #expect(try KeyEncryptionKey(file: folder + "/raw").id == KeyEncryptionKey(file: folder + "/text").id)
    }
  }

  @Test(arguments: [0o640, 0o604, 0o660, 0o644, 0o610])
  func `a key that others could read is refused`(mode: Int) async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/kek"
      try KeyEncryptionKey.create(file: path)
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
      #expect(throws: PrivateFileError(path, .open(mode: UInt32(mode)))) { try KeyEncryptionKey(file: path) }
    }
  }

  @Test func `what is no key is refused`() async throws {
    try await withTemporaryFolder { folder in
      #expect(throws: PrivateFileError(folder + "/none", .missing)) { try KeyEncryptionKey(file: folder + "/none") }
      #expect(throws: PrivateFileError(folder, .notAFile)) { try KeyEncryptionKey(file: folder) }
      for (name, content) in [
        ("empty", ""), ("short", Base64URL.encode(Random.bytes(16))), ("words", "correct horse battery staple"),
      ] {
        try PrivateFile.create(folder + "/" + name, Array(content.utf8))
        #expect(throws: PrivateFileError(folder + "/" + name, .unexpectedContent)) {
          try KeyEncryptionKey(file: folder + "/" + name)
        }
      }
      try PrivateFile.create(folder + "/large", [UInt8](repeating: 65, count: 10_000))
      #expect(throws: PrivateFileError(folder + "/large", .tooLarge)) { try KeyEncryptionKey(file: folder + "/large") }
    }
  }
}
