#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The folder on the disk: held by one process at a time, its files replaced whole and never edited.
final class WalletFolder: Sendable {
  static let sealedFile = "wallet.json"
  static let triesFile = "tries.json"
  let path: String
  private let lock: Int32

  /// Takes the folder for this process; makes it if it is not there.
  init(_ path: String) throws(WalletFileRejection) {
    self.path = path
    try Self.make(path)
    lock = open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard lock >= 0 else { throw .system("lock \(path)") }
    guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      let number = errno
      close(lock)
      throw number == EWOULDBLOCK ? .busy : .failed("lock \(path): \(String(cString: strerror(number)))")
    }
  }

  deinit { close(lock) }

  /// Whether a wallet is there, without taking it.
  static func holdsWallet(_ path: String) -> Bool { access(path + "/" + sealedFile, F_OK) == 0 }

  /// The bytes of a file; nil when there is none.
  func read(_ name: String, limit: Int = 64 << 20) throws(WalletFileRejection) -> [UInt8]? {
    let descriptor = open(path + "/" + name, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw .system("open \(name)")
    }
    defer { close(descriptor) }
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = systemRead(descriptor, &buffer, buffer.count)
      guard count >= 0 else { throw .system("read \(name)") }
      if count == 0 { return content }
      content += buffer[..<count]
      guard content.count <= limit else { throw .damaged }
    }
  }

  /// Replaces a file: a new one beside it, on the disk before it takes the name, and the name on the disk before this
  /// returns. Whenever the power goes, one of the two is there whole.
  func replace(_ name: String, with content: [UInt8]) throws(WalletFileRejection) {
    let target = path + "/" + name
    let draft = target + ".new"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw .system("write \(name)") }
    do throws(WalletFileRejection) {
      guard fchmod(descriptor, 0o600) == 0 else { throw .system("write \(name)") }
      var written = 0
      while written < content.count {
        let count = content[written...].withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
        guard count > 0 else { throw .system("write \(name)") }
        written += count
      }
      guard fsync(descriptor) == 0 else { throw .system("write \(name)") }
    } catch {
      close(descriptor)
      unlink(draft)
      throw error
    }
    close(descriptor)
    guard rename(draft, target) == 0 else { throw .system("write \(name)") }
    try Self.settle(path)
  }

  private static func make(_ path: String) throws(WalletFileRejection) {
    guard access(path, F_OK) != 0 else { return }
    let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    if !parent.isEmpty, access(parent, F_OK) != 0 { try make(parent) }
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .system("make \(path)") }
    try settle(parent.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : parent)
  }

  private static func settle(_ folder: String) throws(WalletFileRejection) {
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system("open \(folder)") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw .system("write \(folder)") }
  }
}

extension WalletFileRejection {
  /// The system's last error.
  fileprivate static func system(_ operation: String) -> WalletFileRejection {
    .failed("\(operation): \(String(cString: strerror(errno)))")
  }
}

private func systemRead(_ descriptor: Int32, _ buffer: inout [UInt8], _ count: Int) -> Int {
  read(descriptor, &buffer, count)
}

private func systemWrite(_ descriptor: Int32, _ start: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, start, count)
}
