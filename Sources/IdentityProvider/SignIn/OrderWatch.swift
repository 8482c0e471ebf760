package import JOSE

/// Tells waiting pages what happens to their orders. However many browsers wait, each process asks the database one
/// question at a time: which orders changed since the last one I know?
package actor OrderWatch {
  /// What a page is told.
  package enum Signal: Sendable, Hashable {
    case changed(OrderChange)
    /// Nothing; so that the connection does not look dead.
    case stillHere
  }

  private struct Watched {
    var change: OrderChange
    var phase: OrderPhase
    var listeners: [Int: AsyncStream<Signal>.Continuation]
  }

  /// Streams that one order may have: its page in a few tabs. Each holds a connection, and connections are few.
  package static let listenersPerOrder = 4

  private let orders: any OrderStore
  private let clock: @Sendable () -> NumericDate
  private var watched: [OrderID: Watched] = [:]
  private var version: Int64 = 0
  private var lastListener = 0
  private var isPolling = false
  private var isOver = false
  private var lastTick = NumericDate(0)
  private var lastSign = NumericDate(0)

  /// Watches what `orders` keeps.
  package init(orders: any OrderStore, clock: @escaping @Sendable () -> NumericDate = { .now() }) {
    self.orders = orders
    self.clock = clock
  }

  /// What happens to an order from now on, beginning with how it stands. Ends with its last change.
  package func signals(of id: OrderID) async throws -> AsyncStream<Signal> {
    // First the place in the row of changes, then the look at the order: what changes in between comes twice, and
    // nothing is missed.
    if watched.isEmpty { version = max(version, try await orders.latestVersion()) }
    let (stream, continuation) = AsyncStream<Signal>.makeStream(bufferingPolicy: .bufferingNewest(16))
    lastListener += 1
    let listener = lastListener
    let now = clock()
    guard let order = try await orders.order(id, at: now) else {
      continuation.finish()
      return stream
    }
    let change = OrderChange(order)
    let phase = change.phase(at: now)
    continuation.yield(.changed(change))
    guard !phase.isFinal, !isOver else {
      continuation.finish()
      return stream
    }
    watched[id, default: Watched(change: change, phase: phase, listeners: [:])].listeners[listener] = continuation
    makeRoom(in: id)
    continuation.onTermination = { _ in Task { await self.forget(listener, of: id) } }
    return stream
  }

  /// Looks for changes now: an endpoint that made one need not wait for the next round.
  package func look() async throws {
    guard !watched.isEmpty, !isPolling else { return }
    isPolling = true
    defer { isPolling = false }
    let batch = 500
    while true {
      let changes = try await orders.changes(after: version, limit: batch)
      let now = clock()
      for change in changes {
        version = max(version, change.version)
        tell(change, at: now)
      }
      if changes.count < batch { return }
    }
  }

  /// Looks again and again until the task is cancelled, then lets every page go. `failed` is told when the database
  /// cannot be asked; the next round tries again.
  package func run(every interval: Duration = .milliseconds(250), failed: @Sendable (any Error) -> Void) async {
    while !Task.isCancelled {
      do {
        try await look()
        try await tick()
      } catch {
        if !(error is CancellationError) { failed(error) }
      }
      do { try await Task.sleep(for: interval) } catch { break }
    }
    // Nobody would be told anything any more; a page that asks again is told how its order stands, and no more.
    isOver = true
    for entry in watched.values { for listener in entry.listeners.values { listener.finish() } }
    watched = [:]
  }

  /// What time alone changes, once a second.
  private func tick() async throws {
    let now = clock()
    guard now > lastTick else { return }
    lastTick = now
    for (id, entry) in watched where entry.change.phase(at: now) != entry.phase {
      // Its page may have renewed it without a change of version: look before saying that it is over.
      if let order = try await orders.order(id, at: now) { tell(OrderChange(order), at: now) }
    }
    guard now - lastSign >= 15 else { return }
    lastSign = now
    for entry in watched.values { for listener in entry.listeners.values { listener.yield(.stillHere) } }
  }

  private func tell(_ change: OrderChange, at now: NumericDate) {
    guard var entry = watched[change.id], change.version >= entry.change.version,
      change != entry.change
        || change.phase(at: now) != entry.phase
    else { return }
    entry.change = change
    entry.phase = change.phase(at: now)
    for listener in entry.listeners.values { listener.yield(.changed(change)) }
    guard entry.phase.isFinal else {
      watched[change.id] = entry
      return
    }
    watched[change.id] = nil
    for listener in entry.listeners.values { listener.finish() }
  }

  /// A page reconnects when its stream ends, so the eldest can go.
  private func makeRoom(in id: OrderID) {
    guard let listeners = watched[id]?.listeners, listeners.count > Self.listenersPerOrder,
      let eldest = listeners.keys.min()
    else { return }
    watched[id]?.listeners[eldest] = nil
    listeners[eldest]?.finish()
  }

  private func forget(_ listener: Int, of id: OrderID) {
    watched[id]?.listeners[listener] = nil
    if watched[id]?.listeners.isEmpty == true { watched[id] = nil }
  }
}
