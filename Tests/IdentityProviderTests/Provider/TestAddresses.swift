import JOSE
import OAuthHTTP
import Synchronization

/// What lies at the addresses that clients name, as the test says, and how often each was asked.
final class TestAddresses: OutgoingRequests {
  private struct State {
    var answers: [String: Result<OutgoingAnswer, OutgoingRefusal>] = [:]
    var asked: [String: Int] = [:]
  }

  private let state = Mutex(State())

  /// Puts a document there; a refusal when it is nil.
  func put(_ document: JSON?, at address: String, status: Int = 200, maximumAge: Int? = nil) {
    let answer: Result<OutgoingAnswer, OutgoingRefusal> =
      document.map {
        .success(
          OutgoingAnswer(status: status, type: "application/json", maximumAge: maximumAge, bytes: $0.serialized()))
      } ?? .failure(.unreachable)
    state.withLock { $0.answers[address] = answer }
  }

  /// How often the address was asked.
  func asked(_ address: String) -> Int { state.withLock { $0.asked[address] ?? 0 } }

  func answer(to request: OutgoingRequest) async throws(OutgoingRefusal) -> OutgoingAnswer {
    let answer = state.withLock { state in
      state.asked[request.address.text, default: 0] += 1
      return state.answers[request.address.text] ?? .failure(.unresolved)
    }
    // Whoever asks at the same time has the time to do so.
    await Task.yield()
    return try answer.get()
  }
}
