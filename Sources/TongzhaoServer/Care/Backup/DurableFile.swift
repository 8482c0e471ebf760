#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif
package import Foundation

/// A file that appears under its name whole or not at all, even when the power fails.
package enum DurableFile {
  /// Takes a file, on another disk perhaps, to a name where nothing is yet.
  package static func take(_ source: String, to target: String) throws {
    let folder = (target as NSString).deletingLastPathComponent
    let partial = (folder.isEmpty ? "." : folder) + "/" + partialPrefix + UUID().uuidString
    removeAbandonedPartials(in: folder.isEmpty ? "." : folder)
    let output = try create(partial)
    defer { unlink(partial) }
    try withExtendedLifetime(output) {
      let input = try FileHandle(forReadingFrom: URL(fileURLWithPath: source))
      defer { try? input.close() }
      while let part = try input.read(upToCount: 1 << 20), !part.isEmpty { try output.write(contentsOf: part) }
      try output.synchronize()
      try name(partial, target)
    }
    try synchronize(folder: folder.isEmpty ? "." : folder)
  }

  /// A new file for its owner only, locked for as long as it is open, so that others know it is being written.
  package static func create(_ path: String) throws -> FileHandle {
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw errno == EEXIST ? CareRefusal.exists(path) : POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
    }
    _ = flock(descriptor, LOCK_EX | LOCK_NB)
    return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  /// Makes the folder's entries durable.
  package static func synchronize(folder: String) throws {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
  }

  /// Whether nobody has the file open for writing by ``create(_:)``: its process was killed.
  package static func isAbandoned(_ path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_EX | LOCK_NB) == 0
  }

  private static let partialPrefix = ".tongzhao-partial-"

  private static func removeAbandonedPartials(in folder: String) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where name.hasPrefix(partialPrefix)
    {
      let path = folder + "/" + name
      if isAbandoned(path) { unlink(path) }
    }
  }

  /// Gives a finished file its name. A link fails where the name is taken; a file system without links gets a renaming,
  /// after a look.
  private static func name(_ partial: String, _ target: String) throws {
    if link(partial, target) == 0 { return }
    let failure = errno
    guard failure != EEXIST else { throw CareRefusal.exists(target) }
    guard access(target, F_OK) != 0 else { throw CareRefusal.exists(target) }
    guard rename(partial, target) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
  }
}
