import CPKCS11
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

// A PKCS#11 module is one for the whole process: initialised once, logged in once, and what one part does to it happens
// to all. `TokenModule` is that one thing, `HardwareToken` a token in it with its threads, `TokenSession` a conversation.

/// A PKCS#11 library of this process.
///
/// `@unchecked Sendable`: the pointers never change; calls into the module hold `lock` for reading, beginning anew holds
/// it for writing, and the module itself was asked to lock (CKF_OS_LOCKING_OK).
final class TokenModule: @unchecked Sendable {
  private static let loaded = Mutex<[String: TokenModule]>([:])

  let pointer: OpaquePointer
  private let lock: UnsafeMutablePointer<pthread_rwlock_t>
  /// How often the module was begun; sessions of an earlier beginning are dead. And when, in seconds of a clock that
  /// only goes forward.
  private let beginnings = Mutex((count: 0, last: Int.min))

  /// Seconds between two beginnings: a lost token is looked for, but not hammered.
  private static let pause = 2

  static func load(_ path: String) throws(TokenError) -> TokenModule {
    let module = loaded.withLock { loaded -> TokenModule? in
      if let known = loaded[path] { return known }
      guard let pointer = cpkcs11_load(path) else { return nil }
      let module = TokenModule(pointer)
      loaded[path] = module
      return module
    }
    guard let module else { throw .noModule(path) }
    return module
  }

  private init(_ pointer: OpaquePointer) {
    self.pointer = pointer
    lock = .allocate(capacity: 1)
    pthread_rwlock_init(lock, nil)
  }

  var beginning: Int { beginnings.withLock { $0.count } }

  /// Calls into the module, beside others who do. A session of an earlier beginning is refused here: its number may be
  /// somebody else's by now.
  func calling(since beginning: Int, _ work: () -> UInt) -> UInt {
    pthread_rwlock_rdlock(lock)
    defer { pthread_rwlock_unlock(lock) }
    return beginning == self.beginning ? work() : CPKCS11_NOT_LOADED
  }

  /// Begins anew, unless somebody did since `seen` or just now: libraries look for tokens only when they begin.
  func begin(after seen: Int) throws(TokenError) {
    pthread_rwlock_wrlock(lock)
    defer { pthread_rwlock_unlock(lock) }
    let now = Self.seconds
    let isDue = beginnings.withLock { beginnings in
      guard beginnings.count == seen, beginnings.count == 0 || now - beginnings.last >= Self.pause else { return false }
      beginnings = (beginnings.count + 1, now)
      return true
    }
    guard isDue else { return }
    if seen > 0 { _ = cpkcs11_finalize(pointer) }
    let number = cpkcs11_initialize(pointer)
    guard number == 0 else { throw TokenError("begin", number) }
  }

  private static var seconds: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec
  }
}
