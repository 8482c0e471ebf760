import IdentityProvider
import JOSE
import OAuth
import OAuthHTTP
import SQLStore
import Synchronization

/// Clients' servers that are told of logouts: what each was sent, and what each answers.
final class TestListeners: OutgoingRequests {
  enum Answer: Sendable {
    case status(Int)
    case refusal(OutgoingRefusal)
  }

  private struct State {
    var answers: [Answer] = []
    var asked: [OutgoingRequest] = []
  }

  private let state = Mutex(State())

  /// What the next requests are answered with, in this order; 200 when nothing is left.
  func willAnswer(_ answers: Answer...) { state.withLock { $0.answers += answers } }

  var asked: [OutgoingRequest] { state.withLock { $0.asked } }

  /// The logout tokens that came, by the form.
  var tokens: [String] {
    asked.compactMap { request in
      let form = request.body.flatMap { try? ParameterList(formEncoded: $0.bytes) }
      return form?.all("logout_token").first
    }
  }

  func answer(to request: OutgoingRequest) async throws(OutgoingRefusal) -> OutgoingAnswer {
    let answer = state.withLock { state in
      state.asked.append(request)
      return state.answers.isEmpty ? Answer.status(200) : state.answers.removeFirst()
    }
    switch answer {
    case .status(let status): return OutgoingAnswer(status: status, type: nil, bytes: [])
    case .refusal(let refusal): throw refusal
    }
  }
}

extension Provider {
  /// A worker that tells these.
  func worker(_ listeners: TestListeners, _ schedule: DeliverySchedule = DeliverySchedule()) -> DeliveryWorker {
    let sender = ClientTelling(
      issuer: issuer, keys: keys, clients: ClientDirectory(store: clientStore), outgoing: listeners)
    return DeliveryWorker(
      store: SQLDeliveryStore(database, audit: audit), schedule: schedule, clock: { [clock] in clock.now },
      tell: { try await sender.tell($0, at: $1) })
  }

  /// Registers where clients are told.
  func listens(_ changes: JSONObject = [:]) async throws {
    var members: JSONObject = ["backchannel_logout_uri": "https://portal.example/backchannel"]
    members.merge(changes)
    try await save(try TestClients.portal(members))
  }
}
