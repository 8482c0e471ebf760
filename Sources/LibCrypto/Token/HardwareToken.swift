import Dispatch
import Synchronization

/// A token (an HSM's partition, a smart card) reached by PKCS#11, which keys never leave.
///
/// Asking it may take long, so that it has threads of its own; as many may wait as `limit` says, the next one is sent
/// away. A token that is lost and comes back works again by itself.
package final class HardwareToken: Sendable {
  private let workers: [TokenWorker]
  private let limit: Int
  private let waiting: Mutex<[Int]>
  private let lastFault = Mutex<TokenError?>(nil)
  /// Its label.
  package let label: String

  /// - Parameters:
  ///   - module: the path of the PKCS#11 library.
  ///   - threads: how many ask it at the same time.
  ///   - pin: reads the PIN from where it is kept.
  package init(
    module: String, label: String, threads: Int = 4, limit: Int = 256, pin: @escaping @Sendable () throws -> [UInt8]
  ) throws(TokenError) {
    let loaded = try TokenModule.load(module)
    let pins = TokenPIN(pin)
    workers = (0..<threads).map { _ in TokenWorker(module: loaded, label: label, pins: pins) }
    waiting = Mutex(Array(repeating: 0, count: threads))
    self.limit = limit
    self.label = label
  }

  /// What went wrong when it was asked last; nil when it answered.
  package var fault: TokenError? { lastFault.withLock { $0 } }

  /// Asks it something, on one of its threads.
  package func ask<T: Sendable>(
    repeatable: Bool = true, _ work: @escaping @Sendable (TokenSession) throws -> T
  ) async throws -> T {
    let index = try reserve()
    return try await withCheckedThrowingContinuation { continuation in
      workers[index].queue.async {
        continuation.resume(with: Result { try self.perform(index, repeatable, work) })
      }
    }
  }

  /// The same for whoever has a thread of his own, at the start of a process.
  package func askAndWait<T: Sendable>(_ work: @Sendable (TokenSession) throws -> T) throws -> T {
    let index = try reserve()
    return try workers[index].queue.sync { try self.perform(index, true, work) }
  }

  private func perform<T>(_ index: Int, _ repeatable: Bool, _ work: (TokenSession) throws -> T) throws -> T {
    defer { waiting.withLock { $0[index] -= 1 } }
    do {
      let result = try workers[index].perform(repeatable: repeatable, work)
      lastFault.withLock { $0 = nil }
      return result
    } catch let error as TokenError {
      switch error {
      // The token answered.
      case .refused, .busy: lastFault.withLock { $0 = nil }
      case .noModule, .unavailable, .begunAnew, .pinRefused, .noPIN: lastFault.withLock { $0 = error }
      }
      throw error
    }
  }

  /// The thread with the shortest line.
  private func reserve() throws(TokenError) -> Int {
    let index = waiting.withLock { waiting -> Int? in
      guard waiting.reduce(0, +) < limit, let index = waiting.indices.min(by: { waiting[$0] < waiting[$1] }) else {
        return nil
      }
      waiting[index] += 1
      return index
    }
    guard let index else { throw .busy }
    return index
  }
}
