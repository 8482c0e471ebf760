#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Why a file with a secret was refused.
package struct PrivateFileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong with it.
  package enum Reason: Sendable, Hashable {
    case missing
    case alreadyExists
    case notAFile
    /// Group or others have permissions on it.
    case open(mode: UInt32)
    /// It belongs to another user, who can change it.
    case foreignOwner(UInt32)
    case tooLarge
    /// Its content is not what it should be.
    case unexpectedContent
    /// The system's error number.
    case failed(Int32)
  }

  package let path: String
  package let reason: Reason

  package init(_ path: String, _ reason: Reason) {
    self.path = path
    self.reason = reason
  }

  package var description: String {
    switch reason {
    case .missing: "\(path) does not exist"
    case .alreadyExists: "\(path) exists already and is not overwritten"
    case .notAFile: "\(path) is not a regular file"
    case .open(let mode): "\(path) is open to group or others (mode \(String(mode, radix: 8))); chmod 600 it"
    case .foreignOwner(let user): "\(path) belongs to user \(user), who is neither root nor the server's user"
    case .tooLarge: "\(path) is too large"
    case .unexpectedContent: "\(path) does not hold what is expected"
    case .failed(let number): "\(path): system error \(number)"
    }
  }
}

/// A small file that holds a secret: read only when nobody else can, made so that nobody else can.
package enum PrivateFile {
  /// The file's bytes; refuses one that group or others may read or change, whatever the folder around it says.
  /// - Parameter asCredential: systemd leaves a credential to root and lets the service's user read it by an access
  ///   control list, whose mask then stands where the group's permissions are (acl(5)). Mode 0440 is right there, if
  ///   the file belongs to root and to root's group.
  package static func read(
    _ path: String, limit: Int = 65_536, asCredential: Bool = false
  ) throws(PrivateFileError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw PrivateFileError(path, errno == ENOENT ? .missing : .failed(errno)) }
    defer { close(descriptor) }
    // The open file is asked, not its name: the two cannot be exchanged in between.
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw PrivateFileError(path, .failed(errno)) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw PrivateFileError(path, .notAFile) }
    let isListed = asCredential && status.st_uid == 0 && status.st_gid == 0 && status.st_mode & 0o077 == 0o040
    guard status.st_mode & 0o077 == 0 || isListed else {
      throw PrivateFileError(path, .open(mode: UInt32(status.st_mode & 0o777)))
    }
    guard status.st_uid == geteuid() || status.st_uid == 0 else {
      throw PrivateFileError(path, .foreignOwner(UInt32(status.st_uid)))
    }
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while true {
      let count = systemRead(descriptor, &buffer)
      guard count >= 0 else { throw PrivateFileError(path, .failed(errno)) }
      if count == 0 { return content }
      content += buffer[..<count]
      guard content.count <= limit else { throw PrivateFileError(path, .tooLarge) }
    }
  }

  /// Makes the file, mode 0600, and returns when it is on the disk. Never overwrites.
  package static func create(_ path: String, _ content: [UInt8]) throws(PrivateFileError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw PrivateFileError(path, errno == EEXIST ? .alreadyExists : .failed(errno)) }
    defer { close(descriptor) }
    var rest = content[...]
    while !rest.isEmpty {
      let count = write(descriptor, Array(rest), rest.count)
      guard count > 0 else { throw PrivateFileError(path, .failed(errno)) }
      rest = rest.dropFirst(count)
    }
    guard fsync(descriptor) == 0 else { throw PrivateFileError(path, .failed(errno)) }
  }

  private static func systemRead(_ descriptor: Int32, _ buffer: inout [UInt8]) -> Int {
    #if canImport(Glibc)
      Glibc.read(descriptor, &buffer, buffer.count)
    #elseif canImport(Musl)
      Musl.read(descriptor, &buffer, buffer.count)
    #else
      Darwin.read(descriptor, &buffer, buffer.count)
    #endif
  }
}
