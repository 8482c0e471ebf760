package import JOSE
import KeyCustody

/// What a backup holds, so that who restores can compare.
package struct BackupManifest: Sendable, Hashable {
  /// A file inside.
  package struct Part: Sendable, Hashable {
    package let name: String
    package let bytes: Int
    package let digest: [UInt8]
  }

  /// The audit log as it was.
  package struct Log: Sendable, Hashable {
    package let size: Int
    package let root: [UInt8]
    /// So many leaves a checkpoint vouches for.
    package let signedSize: Int
    package let checkpoint: String?
    /// What was wrong with it when the backup was made.
    package let findings: [String]
  }

  package let server: ServerKind
  package let issuer: String
  package let madeAt: NumericDate
  package let migrations: [String]
  package let rows: [String: Int]
  package let log: Log
  /// The signing keys that are not removed.
  package let keys: [String]
  package let settings: Part
  package let database: Part

  static let type = "tongzhao-backup-1"

  package var json: JSON {
    [
      "type": .string(Self.type), "server": .string(server.rawValue), "issuer": .string(issuer),
      "made_at": .date(madeAt), "migrations": .array(migrations.map(JSON.string)),
      "rows": .object(JSONObject(rows.sorted { $0.key < $1.key }.map { ($0.key, .integer(Int64($0.value))) })),
      "audit": [
        "size": .integer(Int64(log.size)), "root": .string(Base64URL.encode(log.root)),
        "signed_size": .integer(Int64(log.signedSize)), "checkpoint": log.checkpoint.map(JSON.string) ?? .null,
        "findings": .array(log.findings.map(JSON.string)),
      ],
      "keys": .array(keys.map(JSON.string)), "settings": settings.json, "database": database.json,
    ]
  }

  package init?(json: JSON) {
    guard json["type"]?.string == Self.type, let server = json["server"]?.string.flatMap({ ServerKind(rawValue: $0) }),
      let issuer = json["issuer"]?.string, let madeAt = json["made_at"]?.date,
      let migrations = json["migrations"]?.array?.compactMap(\.string), let rows = json["rows"]?.object,
      let size = json["audit"]?["size"]?.integer,
      let root = json["audit"]?["root"]?.string.flatMap({ Base64URL.decode($0) }),
      let signedSize = json["audit"]?["signed_size"]?.integer,
      let findings = json["audit"]?["findings"]?.array?.compactMap(\.string),
      let keys = json["keys"]?.array?.compactMap(\.string),
      let settings = json["settings"].flatMap({ Part(json: $0) }),
      let database = json["database"].flatMap({ Part(json: $0) })
    else { return nil }
    self.server = server
    self.issuer = issuer
    self.madeAt = madeAt
    self.migrations = migrations
    var counts: [String: Int] = [:]
    for (name, count) in rows { counts[name] = count.integer.map { Int($0) } }
    self.rows = counts
    log = Log(
      size: Int(size), root: root, signedSize: Int(signedSize), checkpoint: json["audit"]?["checkpoint"]?.string,
      findings: findings)
    self.keys = keys
    self.settings = settings
    self.database = database
  }

  init(
    server: ServerKind, issuer: String, madeAt: NumericDate, content: BackupContent, settings: Part, database: Part
  ) {
    self.server = server
    self.issuer = issuer
    self.madeAt = madeAt
    migrations = content.migrations
    rows = content.rows
    log = content.log
    keys = content.keys
    self.settings = settings
    self.database = database
  }
}

extension BackupManifest.Part {
  fileprivate var json: JSON {
    [
      "name": .string(name), "bytes": .integer(Int64(bytes)), "sha256": .string(Base64URL.encode(digest)),
    ]
  }

  /// A name is one component of a path: what lies in a backup says nothing about where it goes.
  fileprivate init?(json: JSON) {
    guard let name = json["name"]?.string, !name.isEmpty, !name.hasPrefix("."), !name.contains("/"),
      !name.contains("\0"), let bytes = json["bytes"]?.integer, bytes >= 0,
      let digest = json["sha256"]?.string.flatMap({ Base64URL.decode($0) }), digest.count == 32
    else { return nil }
    self.name = name
    self.bytes = Int(bytes)
    self.digest = digest
  }
}
