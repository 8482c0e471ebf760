// Care: what keeps a serving system whole. Backup and restore, the drill that tries them, migrations, the doctor, and
// what explains an error's id. The commands here are values (Operator/Command); the command line only asks them.

import Foundation
package import JOSE
package import KeyCustody
import OAuth
import SQLStore

/// Makes backups of a server's database and settings, while it serves.
package struct Backup: Sendable {
  package struct Made: Sendable {
    /// Where the sealed file lies; who asked takes it away.
    package let path: String
    package let size: Int
    package let digest: [UInt8]
    package let manifest: BackupManifest
    /// The audit key that signed it; nil when it could not.
    package let signer: String?
  }

  static let sealedSuffix = ".backup-"

  private let server: ServerKind
  private let settings: ServerSettings
  private let keys: KeyRing

  /// - Parameter keys: the server's, whose audit key signs what is made.
  package init(of server: ServerKind, _ settings: ServerSettings, signedBy keys: KeyRing) {
    self.server = server
    self.settings = settings
    self.keys = keys
  }

  /// Makes a backup that these recovery keys open, in a temporary file, and makes sure that it can be read.
  /// - Throws: ``CareRefusal/damaged(_:)`` when the database is; nothing is left behind then.
  package func make(
    for recipients: [RecoveryPublicKey], at now: NumericDate,
    progress: @escaping @Sendable (_ done: Int, _ total: Int, _ note: String) -> Void = { _, _, _ in }
  ) async throws -> Made {
    guard let settingsFile = settings.file else { throw CareRefusal.noSettingsFile }
    guard !recipients.isEmpty else { throw RecoveryRefusal.noRecipient }
    // Beside the file. For a database elsewhere there is no place but the one for temporary files.
    let file = settings.database.file ?? NSTemporaryDirectory() + "/tongzhao-\(server.rawValue).sqlite"
    let place = try Workplace(besides: file)
    do {
      let made = try await make(
        beside: file, for: recipients, in: place.folder, settingsFile, at: now, progress: progress)
      try place.remove()
      return made
    } catch {
      try? place.remove()
      throw error
    }
  }

  private func make(
    beside file: String, for recipients: [RecoveryPublicKey], in folder: String, _ settingsFile: String,
    at now: NumericDate,
    progress: @escaping @Sendable (_ done: Int, _ total: Int, _ note: String) -> Void
  ) async throws -> Made {
    // 1. Room for a copy and its sealed form.
    let copying = BackupSnapshot(of: settings.database, server.schema)
    let size = try await copying.size()
    let free = try Workplace.freeBytes(at: folder)
    guard free > size * 2 + (16 << 20) else { throw CareRefusal.noRoom(needed: size * 2 + (16 << 20), free: free) }
    // 2. The database at one moment, checked before anything is called a backup.
    let name = settings.database.file.map { ($0 as NSString).lastPathComponent } ?? server.rawValue + ".sqlite"
    let copy = folder + "/" + name
    try await copying.write(into: copy, at: now)
    let database = try SQLiteDatabase(path: copy, readers: 1)
    let content: BackupContent
    do {
      content = try await BackupContent(of: database)
      try await database.close()
    } catch {
      try? await database.close()
      throw error
    }
    guard content.damage.isEmpty else { throw CareRefusal.damaged(content.damage) }
    // 3. Signed: what it holds, and by whom it was made.
    let (manifest, text) = try await offTheAnsweringThreads { [server, settings] in
      let text = [UInt8](try Data(contentsOf: URL(fileURLWithPath: settingsFile)))
      let manifest = BackupManifest(
        server: server, issuer: settings.issuer.value, madeAt: now, content: content,
        settings: BackupManifest.Part(
          name: (settingsFile as NSString).lastPathComponent, bytes: text.count, digest: Digests.sha256(text)),
        database: try Self.part(copy))
      return (manifest, text)
    }
    let signed = await signed(manifest, at: now)
    // 4. Sealed, written, read again.
    let sealed = file + Self.sealedSuffix + UUID().uuidString
    do {
      return try await offTheAnsweringThreads {
        try BackupWriter.write(signed, settings: text, database: copy, to: sealed, for: recipients) { done in
          progress(done, manifest.database.bytes, "\(done >> 20) MiB")
        }
        let file = try Self.part(sealed)
        return Made(path: sealed, size: file.bytes, digest: file.digest, manifest: manifest, signer: signed.keyID)
      }
    } catch {
      try? FileManager.default.removeItem(atPath: sealed)
      throw error
    }
  }

  /// One that nobody vouches for is better than none: the token of the audit key may be away on the very day.
  private func signed(_ manifest: BackupManifest, at now: NumericDate) async -> SignedManifest {
    do {
      return try await SignedManifest(manifest, signedBy: try keys.current(.audit, .es256, at: now))
    } catch {
      return SignedManifest(unsigned: manifest)
    }
  }

  /// A file's name, size and digest.
  package static func part(_ path: String) throws -> BackupManifest.Part {
    let input = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    defer { try? input.close() }
    var digest = RunningDigest()
    var bytes = 0
    while let part = try input.read(upToCount: 1 << 20), !part.isEmpty {
      digest.take([UInt8](part))
      bytes += part.count
    }
    return BackupManifest.Part(name: (path as NSString).lastPathComponent, bytes: bytes, digest: digest.bytes)
  }
}
