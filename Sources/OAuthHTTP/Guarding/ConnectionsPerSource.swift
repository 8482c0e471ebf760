import NIOCore
import Synchronization

/// How many connections each network address holds, so that nobody can hold all that a server has.
package final class ConnectionsPerSource: Sendable {
  private let limit: Int
  private let trustedProxies: TrustedProxies
  private let held = Mutex<[String: Int]>([:])

  /// - Parameter trustedProxies: these bring everybody's requests, so they are not bounded here.
  package init(limit: Int, trustedProxies: TrustedProxies) {
    self.limit = limit
    self.trustedProxies = trustedProxies
  }

  /// Takes a place for a connection from `address`; nil when it holds as many as it may. Whoever gets a place gives it
  /// back when the connection closes. Addresses without connections take no memory.
  package func place(for address: ClientAddress) -> Place? {
    guard !trustedProxies.isTrusted(address) else { return Place(bucket: nil) }
    let bucket = address.bucket
    return held.withLock { held in
      let count = held[bucket, default: 0]
      guard count < limit else { return nil }
      held[bucket] = count + 1
      return Place(bucket: bucket)
    }
  }

  /// A place that was taken.
  package struct Place: Sendable {
    fileprivate let bucket: String?
  }

  /// Gives a place back.
  package func leave(_ place: Place) {
    guard let bucket = place.bucket else { return }
    held.withLock { held in
      let count = held[bucket, default: 1] - 1
      held[bucket] = count > 0 ? count : nil
    }
  }

  /// How many addresses hold connections.
  package var sources: Int { held.withLock { $0.count } }
}

/// Closes a connection at once whose address holds too many, before anything is read from it.
final class ConnectionGate: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = Any
  typealias InboundOut = Any

  private let connections: ConnectionsPerSource
  private var isShut = false

  init(_ connections: ConnectionsPerSource) { self.connections = connections }

  func handlerAdded(context: ChannelHandlerContext) {
    if context.channel.isActive { enter(context) }
  }

  func channelActive(context: ChannelHandlerContext) {
    enter(context)
    if !isShut { context.fireChannelActive() }
  }

  private func enter(_ context: ChannelHandlerContext) {
    guard let place = connections.place(for: ClientAddress(peer: context.channel.remoteAddress)) else {
      isShut = true
      return context.close(promise: nil)
    }
    context.channel.closeFuture.whenComplete { [connections] _ in connections.leave(place) }
  }
}
