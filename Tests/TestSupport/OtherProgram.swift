import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A program of the system, as a second opinion or another hand.
///
/// Not Foundation's `Process`: before it starts anything it lists the open files of this process, and where these are
/// more than some 1,300 (tests that run side by side have as many) it reads 256 bytes beyond the end of a buffer and, now
/// and then, ends the whole run.
package struct OtherProgram: Sendable {
  package struct NotStarted: Error {
    package let path: String
    package let reason: String
  }

  /// What POSIX has no word for yet: goes into the folder, and lets go of every file of this process that the program
  /// would hold open, such as a socket that another test listens at.
  private static let alone = """
    cd "$0" || exit 127
    for file in /dev/fd/*; do
      [ "${file##*/}" -le 2 ] || eval "exec ${file##*/}>&-"
    done
    exec "$@"
    """

  private let process: pid_t
  private let path: String

  /// Runs it to its end with nothing to read. Gives its exit status (128 and the signal's number when it was killed) and
  /// everything that it said on both outputs.
  @discardableResult
  package static func run(
    _ path: String, _ arguments: [String], in folder: String = "/"
  ) throws -> (status: Int32, output: [UInt8]) {
    let said = NSTemporaryDirectory() + "/tongzhao-said-" + UUID().uuidString
    defer { unlink(said) }
    let program = try OtherProgram(path, arguments, in: folder) { actions in
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
      posix_spawn_file_actions_addopen(&actions, 1, said, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0o600)
      posix_spawn_file_actions_adddup2(&actions, 1, 2)
    }
    return (try program.end(), [UInt8](try Data(contentsOf: URL(filePath: said))))
  }

  /// Starts it, with ends of pipes as what it reads and where it writes; errors go where this process's do.
  package init(_ path: String, _ arguments: [String], in folder: String, reading: Int32, writing: Int32) throws {
    try self.init(path, arguments, in: folder) { actions in
      posix_spawn_file_actions_adddup2(&actions, reading, 0)
      posix_spawn_file_actions_adddup2(&actions, writing, 1)
    }
  }

  private init(
    _ path: String, _ arguments: [String], in folder: String, files: (inout posix_spawn_file_actions_t) -> Void
  ) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    files(&actions)
    let environment = ProcessInfo.processInfo.environment.map { "\($0)=\($1)" }
    var child = pid_t()
    let failure = Self.withWords(["/bin/bash", "-c", Self.alone, folder, path] + arguments) { words in
      Self.withWords(environment) { posix_spawn(&child, "/bin/bash", &actions, nil, words, $0) }
    }
    guard failure == 0 else { throw NotStarted(path: path, reason: String(cString: strerror(failure))) }
    process = child
    self.path = path
  }

  /// Waits for its end, and gives its status as ``run(_:_:in:)`` does.
  package func end() throws -> Int32 {
    var ending: Int32 = 0
    while waitpid(process, &ending, 0) < 0 {
      guard errno == EINTR else { throw NotStarted(path: path, reason: String(cString: strerror(errno))) }
    }
    let signal = ending & 0x7F
    return signal == 0 ? ending >> 8 & 0xFF : 128 + signal
  }

  private static func withWords<T>(
    _ words: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) throws -> T
  ) rethrows -> T {
    let copies: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for copy in copies { free(copy) } }
    return try copies.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { preconditionFailure("there is always the last, empty one") }
      return try body(start)
    }
  }
}
