import Synchronization

/// Ends a pause early.
final class Doorbell: Sendable {
  private struct State {
    var isRung = false
    var pause: Task<Void, any Error>?
  }

  private let state = Mutex(State())

  /// Ends the present pause; when there is none, the next one before it begins.
  func ring() {
    state.withLock { state in
      state.isRung = true
      state.pause?.cancel()
    }
  }

  /// Waits for so long, or until somebody rings. Throws when the task is cancelled.
  func pause(for time: Duration) async throws {
    let pause = Task { try await Task.sleep(for: time) }
    state.withLock { state in
      if state.isRung { pause.cancel() }
      state.pause = pause
    }
    await withTaskCancellationHandler {
      _ = await pause.result
    } onCancel: {
      pause.cancel()
    }
    // Whoever rings from here on is heard: what follows a pause is the look that he wants.
    state.withLock { $0 = State() }
    try Task.checkCancellation()
  }
}
