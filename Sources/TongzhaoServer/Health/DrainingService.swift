import ServiceLifecycle

/// Says at a stop that the server is not ready any more, and lets it go on serving for a while: until proxies have
/// noticed, requests still come, and none of them shall meet a closed door.
struct DrainingService: Service {
  private let readiness: Readiness
  private let seconds: Int

  init(_ readiness: Readiness, for seconds: Int) {
    self.readiness = readiness
    self.seconds = seconds
  }

  func run() async throws {
    try await gracefulShutdown()
    readiness.drain()
    try await Task.sleep(for: .seconds(seconds))
  }
}
