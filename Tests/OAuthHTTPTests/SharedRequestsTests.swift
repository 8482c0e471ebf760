import OAuthHTTP
import Synchronization
import Testing

@Suite struct SharedRequestsTests {
  /// Answers when it is let go.
  private final class Stalling: OutgoingRequests {
    private let state = Mutex((asked: 0, waiting: [CheckedContinuation<Void, Never>]()))

    var asked: Int { state.withLock { $0.asked } }

    func answer(to request: OutgoingRequest) async throws(OutgoingRefusal) -> OutgoingAnswer {
      await withCheckedContinuation { continuation in
        state.withLock { state in
          state.asked += 1
          state.waiting.append(continuation)
        }
      }
      return OutgoingAnswer(status: 200, type: nil, bytes: Array(request.address.text.utf8))
    }

    func letGo() {
      let waiting = state.withLock { state in
        defer { state.waiting = [] }
        return state.waiting
      }
      for continuation in waiting { continuation.resume() }
    }
  }

  private static func request(_ text: String) throws -> OutgoingRequest {
    OutgoingRequest(try #require(WebAddress(text)), accept: "application/jwt")
  }

  @Test(.timeLimit(.minutes(1))) func `a hundred who want the same are one question`() async throws {
    let stalling = Stalling()
    let shared = SharedRequests(stalling)
    let request = try Self.request("https://portal.example/request.jwt")
    try await withThrowingTaskGroup(of: [UInt8].self) { group in
      for _ in 0..<100 { group.addTask { try await shared.answer(to: request).bytes } }
      while stalling.asked == 0 { await Task.yield() }
      // Whoever comes later finds the question asked, or its answer; never a second one beside it.
      #expect(stalling.asked == 1)
      let releasing = Task {
        while !Task.isCancelled {
          stalling.letGo()
          await Task.yield()
        }
      }
      for try await bytes in group { #expect(bytes == Array("https://portal.example/request.jwt".utf8)) }
      releasing.cancel()
      await releasing.value
    }
  }

  @Test(.timeLimit(.minutes(1))) func `no more are asked at a time than the bound says`() async throws {
    let stalling = Stalling()
    let shared = SharedRequests(stalling, parallel: 3)
    let first = (0..<3).map { number in
      Task { try await shared.answer(to: try Self.request("https://\(number).example/")) }
    }
    while stalling.asked < 3 { await Task.yield() }
    await #expect(throws: OutgoingRefusal.unreachable) {
      _ = try await shared.answer(to: try Self.request("https://4.example/"))
    }
    #expect(stalling.asked == 3)
    stalling.letGo()
    for task in first { #expect(try await task.value.status == 200) }
    // There is room again.
    let next = Task { try await shared.answer(to: try Self.request("https://4.example/")) }
    while stalling.asked < 4 { await Task.yield() }
    stalling.letGo()
    #expect(try await next.value.status == 200)
  }
}
