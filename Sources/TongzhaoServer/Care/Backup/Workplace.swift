import Foundation

/// A folder for the owner only, beside the database, where a copy lies while it is sealed. What a killed process left
/// there is removed by the next one.
struct Workplace {
  let folder: String
  private let lock: FileHandle

  init(besides database: String) throws {
    let parent = (database as NSString).deletingLastPathComponent
    let prefix = (database as NSString).lastPathComponent + ".work-"
    let place = parent.isEmpty ? "." : parent
    for name in try FileManager.default.contentsOfDirectory(atPath: place) where name.hasPrefix(prefix) {
      let left = place + "/" + name
      if DurableFile.isAbandoned(left + "/lock") { try FileManager.default.removeItem(atPath: left) }
    }
    // Sealed files that nobody took away; one that is being taken now is young.
    let sealed = (database as NSString).lastPathComponent + Backup.sealedSuffix
    for name in try FileManager.default.contentsOfDirectory(atPath: place) where name.hasPrefix(sealed) {
      let changed = try? FileManager.default.attributesOfItem(atPath: place + "/" + name)[.modificationDate] as? Date
      if let changed, changed.timeIntervalSinceNow < -86_400 {
        try FileManager.default.removeItem(atPath: place + "/" + name)
      }
    }
    folder = place + "/" + prefix + UUID().uuidString
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    lock = try DurableFile.create(folder + "/lock")
  }

  func remove() throws {
    try lock.close()
    try FileManager.default.removeItem(atPath: folder)
  }

  /// Bytes that are free on the disk of a folder, for whoever is not root.
  static func freeBytes(at folder: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfFileSystem(forPath: folder)
    return (attributes[.systemFreeSize] as? NSNumber)?.intValue ?? 0
  }
}
