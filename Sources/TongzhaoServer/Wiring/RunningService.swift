import ServiceLifecycle

/// Work that a process does beside serving, until it is asked to stop.
struct RunningService: Service {
  private let pause: Duration?
  private let work: @Sendable () async -> Void

  /// - Parameter pause: how long it waits before it begins; not at all when left out.
  init(after pause: Duration? = nil, _ work: @escaping @Sendable () async -> Void) {
    self.pause = pause
    self.work = work
  }

  func run() async throws {
    await cancelWhenGracefulShutdown {
      if let pause {
        // Asked to stop before it began.
        do { try await Task.sleep(for: pause) } catch { return }
      }
      await work()
    }
  }
}
