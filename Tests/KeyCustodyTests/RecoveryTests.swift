import Foundation
import JOSE
import KeyCustody
import TestSupport
import Testing

@Suite struct RecoveryTests {
  private func sealed(_ plain: [UInt8], for keys: [RecoveryPublicKey]) throws -> (header: [UInt8], chunks: [[UInt8]]) {
    var sealer = try StreamSealer(for: keys)
    let parts = stride(from: 0, to: max(plain.count, 1), by: StreamSealer.chunk).map {
      Array(plain[$0..<min($0 + StreamSealer.chunk, plain.count)])
    }
    var chunks: [[UInt8]] = []
    for (index, part) in parts.enumerated() { chunks.append(try sealer.seal(part, isLast: index == parts.count - 1)) }
    return (sealer.header, chunks)
  }

  private func opened(_ header: [UInt8], _ chunks: [[UInt8]], by key: RecoveryKey) throws -> [UInt8] {
    var opener = try StreamOpener(header: SealedStream(header: header), by: key)
    var plain: [UInt8] = []
    for (index, chunk) in chunks.enumerated() { plain += try opener.open(chunk, isLast: index == chunks.count - 1) }
    return plain
  }

  private static let long = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 7) }

  @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 131_072, 200_000])
  func `a stream opens to what was sealed`(length: Int) throws {
    let key = RecoveryKey()
    let plain = Array(Self.long.prefix(length))
    let (header, chunks) = try sealed(plain, for: [key.publicKey])
    #expect(try opened(header, chunks, by: key) == plain)
  }

  @Test func `each recovery key opens it alone, and no other one does`() throws {
    let (first, second, third) = (RecoveryKey(), RecoveryKey(), RecoveryKey())
    let (header, chunks) = try sealed(Self.long, for: [first.publicKey, second.publicKey])
    #expect(try opened(header, chunks, by: first) == Self.long)
    #expect(try opened(header, chunks, by: second) == Self.long)
    #expect(throws: RecoveryRefusal.otherKey) { try opened(header, chunks, by: third) }
  }

  @Test func `a stream without its end is refused`() throws {
    let key = RecoveryKey()
    let (header, chunks) = try sealed(Self.long, for: [key.publicKey])
    #expect(chunks.count == 4)
    for kept in 1..<chunks.count {
      #expect(throws: RecoveryRefusal.truncated) { try opened(header, Array(chunks.prefix(kept)), by: key) }
    }
    var cut = chunks
    cut[3].removeLast()
    #expect(throws: RecoveryRefusal.altered) { try opened(header, cut, by: key) }
    cut[3] = [1, 2, 3]
    #expect(throws: RecoveryRefusal.truncated) { try opened(header, cut, by: key) }
  }

  @Test func `chunks that changed places, one more or a changed bit are refused`() throws {
    let key = RecoveryKey()
    let (header, chunks) = try sealed(Self.long, for: [key.publicKey])
    var exchanged = chunks
    exchanged.swapAt(0, 1)
    var changed = chunks
    changed[2][77] ^= 1
    for wrong in [exchanged, changed, chunks + [chunks[3]], [chunks[0]] + chunks] {
      #expect(throws: RecoveryRefusal.altered) { try opened(header, wrong, by: key) }
    }
  }

  @Test func `a header that was changed opens nothing`() throws {
    let (key, other) = (RecoveryKey(), RecoveryKey())
    let (header, chunks) = try sealed([1, 2, 3], for: [key.publicKey, other.publicKey])
    // The same keys in another order: every part is genuine, the whole is not.
    let prefix = SealedStream.prefixLength
    let json = try JSON(parsing: Array(header.dropFirst(prefix)))
    let turned: JSON = ["keys": .array((json["keys"]?.array ?? []).reversed())]
    let forged = Array(header.prefix(prefix)) + turned.serialized()
    #expect(forged.count == header.count)
    #expect(throws: RecoveryRefusal.altered) { try opened(forged, chunks, by: key) }
    for malformed in [[], Array(header.dropLast()), Array("tongzhao-backup-2\n".utf8) + header.dropFirst(18)] {
      #expect(throws: RecoveryRefusal.malformed) { try SealedStream(header: malformed) }
    }
  }

  @Test func `nothing is sealed for nobody`() {
    #expect(throws: RecoveryRefusal.noRecipient) { try StreamSealer(for: []) }
  }

  @Test func `a recovery key is made once, private and public apart`() async throws {
    try await withTemporaryFolder { folder in
      let file = folder + "/recovery"
      let made = try RecoveryKey.create(file: file)
      let read = try RecoveryPublicKey(text: String(contentsOfFile: file + ".pub", encoding: .utf8))
      #expect(read == made)
      let key = try RecoveryKey(file: file)
      #expect(try key.publicKey == made)
      let secret = try String(contentsOfFile: file, encoding: .utf8).split(separator: " ").last.map(String.init) ?? ""
      #expect(!"\(key)\(String(reflecting: key))".contains(secret.prefix(20)))
      #expect(try !String(contentsOfFile: file + ".pub", encoding: .utf8).contains(secret.prefix(20)))
      #expect(throws: PrivateFileError.self) { try RecoveryKey.create(file: file) }
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
      #expect(throws: PrivateFileError(file, .open(mode: 0o644))) { try RecoveryKey(file: file) }
    }
    #expect(throws: RecoveryRefusal.notAKey) { try RecoveryPublicKey(text: "ssh-ed25519 AAAA") }
    #expect(throws: RecoveryRefusal.notAKey) { try RecoveryPublicKey(text: "tongzhao-recovery-public-1 AAAA") }
  }
}
