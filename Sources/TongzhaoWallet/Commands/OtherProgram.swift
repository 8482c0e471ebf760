import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A program of the system, run to its end. Not by Foundation's `Process`, which reads beyond the end of a buffer in a
/// process that has more than some 1,300 files open.
enum OtherProgram {
  /// Everything that it says, with nothing to read and its complaints unheard.
  static func output(of path: String, _ arguments: [String]) throws -> [UInt8] {
    var ends: [Int32] = [-1, -1]
    try check(pipe(&ends) == 0 ? 0 : errno)
    defer { close(ends[0]) }
    let child: pid_t
    do {
      // Ours alone: the program has its copy of it as standard output, and would wait for itself otherwise.
      defer { close(ends[1]) }
      child = try start(path, arguments, reading: ends[0], writing: ends[1])
    }
    let output = FileHandle(fileDescriptor: ends[0], closeOnDealloc: false)
    let bytes = try output.readToEnd() ?? Data()
    var ending: Int32 = 0
    while waitpid(child, &ending, 0) < 0, errno == EINTR {}
    return [UInt8](bytes)
  }

  private static func start(_ path: String, _ arguments: [String], reading: Int32, writing: Int32) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, writing, 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addclose(&actions, reading)
    posix_spawn_file_actions_addclose(&actions, writing)
    let environment = ProcessInfo.processInfo.environment.map { "\($0)=\($1)" }
    var child = pid_t()
    try check(
      withCopies(of: [path] + arguments) { words in
        withCopies(of: environment) { posix_spawn(&child, path, &actions, nil, &words, &$0) }
      })
    return child
  }

  private static func withCopies<T>(
    of words: [String], _ body: (inout [UnsafeMutablePointer<CChar>?]) -> T
  ) -> T {
    var copies: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for copy in copies { free(copy) } }
    return body(&copies)
  }

  private static func check(_ failure: Int32) throws {
    if failure != 0 { throw POSIXError(POSIXErrorCode(rawValue: failure) ?? .EIO) }
  }
}
