import Foundation
import JOSE
import KeyCustody

/// Opens a backup into a folder.
enum BackupReader {
  private static let longestSettings = 1 << 20

  /// Writes the backup's files into `folder`, and answers the manifest that they fit, with the key that vouches for it. What
  /// another made is refused before a byte of it is written.
  static func extract(
    _ path: String, by key: RecoveryKey, from maker: BackupMaker, into folder: String
  ) throws -> (manifest: BackupManifest, signer: String?) {
    guard FileManager.default.fileExists(atPath: path) else { throw CareRefusal.missing(path) }
    let input = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    defer { try? input.close() }
    let prefix = [UInt8](try input.read(upToCount: SealedStream.prefixLength) ?? Data())
    let rest = [UInt8](try input.read(upToCount: try SealedStream.headerLength(prefix)) ?? Data())
    let stream = try SealedStream(header: prefix + rest)
    var bytes = PlainBytes(chunks: SealedChunks(input, opener: try StreamOpener(header: stream, by: key)))
    // 1. What it says it holds.
    let length = try bytes.take(8).reduce(0) { $0 << 8 | UInt64($1) }
    guard length <= SignedManifest.limit, let signed = SignedManifest(try bytes.take(Int(length))),
      signed.manifest.settings.bytes <= longestSettings,
      signed.manifest.settings.name != signed.manifest.database.name
    else { throw RecoveryRefusal.malformed }
    let manifest = signed.manifest
    // 2. Who says so.
    let signer = try maker.accept(signed)
    // 3. Its parts, each as the manifest says.
    for part in [manifest.settings, manifest.database] {
      let output = try DurableFile.create(folder + "/" + part.name)
      var digest = RunningDigest()
      var missing = part.bytes
      while missing > 0 {
        let piece = try bytes.some(atMost: missing)
        digest.take(piece)
        try output.write(contentsOf: piece)
        missing -= piece.count
      }
      guard digest.bytes == part.digest else { throw RecoveryRefusal.altered }
      try output.synchronize()
      try output.close()
    }
    // 4. And nothing else.
    guard try bytes.isAtEnd() else { throw RecoveryRefusal.malformed }
    return (manifest, signer)
  }
}

/// Bytes out of chunks.
private struct PlainBytes {
  var chunks: SealedChunks
  private var held: ArraySlice<UInt8> = []

  init(chunks: SealedChunks) { self.chunks = chunks }

  mutating func some(atMost count: Int) throws -> [UInt8] {
    if held.isEmpty {
      guard let next = try chunks.next() else { throw RecoveryRefusal.malformed }
      held = next[...]
    }
    let piece = Array(held.prefix(count))
    held = held.dropFirst(piece.count)
    guard !piece.isEmpty else { throw RecoveryRefusal.malformed }
    return piece
  }

  mutating func take(_ count: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count { bytes += try some(atMost: count - bytes.count) }
    return bytes
  }

  mutating func isAtEnd() throws -> Bool {
    guard held.isEmpty else { return false }
    return try chunks.next() == nil
  }
}
