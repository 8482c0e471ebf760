import Foundation
import JOSE
import KeyCustody

/// Writes a backup: manifest, settings and database as one sealed stream. Plain: the manifest's length in 8 bytes, the
/// signed manifest, the settings, the database.
struct BackupWriter {
  private var sealer: StreamSealer
  private let output: FileHandle
  private var pending: [UInt8] = []

  /// Writes the file at `path`, which must not be there, and reads it again: whole, under its own key.
  static func write(
    _ signed: SignedManifest, settings: [UInt8], database: String, to path: String,
    for recipients: [RecoveryPublicKey], written: (_ bytes: Int) -> Void
  ) throws {
    let output = try DurableFile.create(path)
    var writer = BackupWriter(sealer: try StreamSealer(for: recipients), output: output)
    try output.write(contentsOf: writer.sealer.header)
    let text = signed.bytes
    try writer.take(withUnsafeBytes(of: UInt64(text.count).bigEndian) { Array($0) } + text + settings)
    let input = try FileHandle(forReadingFrom: URL(fileURLWithPath: database))
    defer { try? input.close() }
    var total = 0
    while let part = try input.read(upToCount: 1 << 20), !part.isEmpty {
      try writer.take([UInt8](part))
      total += part.count
      written(total)
    }
    try writer.finish()
    try output.synchronize()
    try output.seek(toOffset: UInt64(writer.sealer.header.count))
    try writer.check(signed.manifest, plainSize: 8 + text.count + settings.count + total)
  }

  private mutating func take(_ bytes: [UInt8]) throws {
    pending += bytes
    // One chunk is always kept back: the last one is sealed as such.
    var rest = pending[...]
    while rest.count > StreamSealer.chunk {
      try output.write(contentsOf: sealer.seal(Array(rest.prefix(StreamSealer.chunk)), isLast: false))
      rest = rest.dropFirst(StreamSealer.chunk)
    }
    pending = Array(rest)
  }

  private mutating func finish() throws {
    try output.write(contentsOf: sealer.seal(pending, isLast: true))
    pending = []
  }

  /// Opens what was written with the key of this stream, which is then forgotten, and compares.
  private func check(_ manifest: BackupManifest, plainSize: Int) throws {
    var chunks = SealedChunks(output, opener: sealer.opener())
    var digest = RunningDigest()
    var seen = 0
    let databaseStart = plainSize - manifest.database.bytes
    while let plain = try chunks.next() {
      digest.take(Array(plain.dropFirst(max(0, databaseStart - seen))))
      seen += plain.count
    }
    guard seen == plainSize, digest.bytes == manifest.database.digest else {
      throw CareRefusal.notAsWritten("the backup")
    }
  }
}

/// The plain chunks of a sealed file, from where it is read on.
struct SealedChunks {
  private let input: FileHandle
  private var opener: StreamOpener
  private var ahead: [UInt8]?
  private var isFinished = false

  init(_ input: FileHandle, opener: StreamOpener) {
    self.input = input
    self.opener = opener
  }

  /// The next chunk; nil after the one that says that it is the last.
  mutating func next() throws -> [UInt8]? {
    guard !isFinished else { return nil }
    let sealed = try ahead ?? read()
    let following = try read()
    ahead = following
    isFinished = following.isEmpty
    return try opener.open(sealed, isLast: isFinished)
  }

  private func read() throws -> [UInt8] { [UInt8](try input.read(upToCount: StreamOpener.sealedChunk) ?? Data()) }
}
