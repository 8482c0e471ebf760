import ServiceLifecycle

/// Work that a process does beside serving, until it is asked to stop.
struct RunningService: Service {
  private let work: @Sendable () async -> Void

  init(_ work: @escaping @Sendable () async -> Void) { self.work = work }

  func run() async throws {
    await cancelWhenGracefulShutdown(work)
  }
}
