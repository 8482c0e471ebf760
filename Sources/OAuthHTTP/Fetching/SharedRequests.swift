/// Asks through another, and asks nothing twice at a time: whoever wants the same meanwhile waits for the one answer. So
/// many browsers that bring the same address are one connection to it.
package actor SharedRequests: OutgoingRequests {
  private let outgoing: any OutgoingRequests
  private let parallel: Int
  private var running: [OutgoingRequest: Task<Result<OutgoingAnswer, OutgoingRefusal>, Never>] = [:]

  /// - Parameters:
  ///   - outgoing: asks.
  ///   - parallel: how many questions are open at a time; more are refused as `unreachable`.
  package init(_ outgoing: any OutgoingRequests, parallel: Int = 32) {
    self.outgoing = outgoing
    self.parallel = parallel
  }

  package func answer(to request: OutgoingRequest) async throws(OutgoingRefusal) -> OutgoingAnswer {
    if let asked = running[request] { return try await asked.value.get() }
    guard running.count < parallel else { throw .unreachable }
    // Not the caller's task: who goes away must not take the answer from the others.
    let task = Task { [outgoing] () -> Result<OutgoingAnswer, OutgoingRefusal> in
      do throws(OutgoingRefusal) { return .success(try await outgoing.answer(to: request)) } catch {
        return .failure(error)
      }
    }
    running[request] = task
    let result = await task.value
    running[request] = nil
    return try result.get()
  }
}
