package import AsyncHTTPClient
package import ELicence
package import JOSE
import NIOCore
import NIOHTTP1
import OAuth

/// Keeps the regions' status lists, each no longer than its own `ttl` and never past its `exp`, and answers by them
/// (Token Status List §8.3).
///
/// A list that cannot be fetched, or does not verify, answers `unavailable` as soon as the kept copy is too old: what
/// cannot be checked is refused.
package actor StatusLists: LicenceStatusSource {
  /// Fetches what lies at an address.
  typealias Fetch = @Sendable (_ uri: String) async throws -> String

  private struct Kept: Sendable {
    let token: StatusListToken
    let until: NumericDate
  }

  private let load: Fetch
  private let trust: @Sendable () -> TrustList
  private let allowsLoopback: Bool
  private let patience: Duration
  private var kept: [String: Kept] = [:]
  private var fetching: [String: Task<Kept?, Never>] = [:]
  private let most = 256

  /// - Parameter allowsLoopback: whether lists may lie on this machine, as they do where all servers run on one.
  package init(client: HTTPClient, trust: @escaping @Sendable () -> TrustList, allowsLoopback: Bool) {
    self.init(trust: trust, allowsLoopback: allowsLoopback) { try await Self.get($0, by: client) }
  }

  init(
    trust: @escaping @Sendable () -> TrustList, allowsLoopback: Bool, patience: Duration = .seconds(5),
    load: @escaping Fetch
  ) {
    self.load = load
    self.trust = trust
    self.allowsLoopback = allowsLoopback
    self.patience = patience
  }

  package func status(
    of reference: StatusListReference, under anchor: TrustAnchor, at now: NumericDate
  ) async -> CredentialStatus {
    guard mayBeAsked(reference.uri) else { return .unavailable }
    // One region speaks of its own credentials only, so a list is kept under its region.
    let name = anchor.region + " " + reference.uri
    if let kept = kept[name], now < kept.until { return kept.token.list.status(at: reference.index) }
    guard let fresh = await fetched(name, reference.uri, in: anchor.region, at: now) else { return .unavailable }
    return fresh.token.list.status(at: reference.index)
  }

  /// The address comes out of a credential. Its issuer is trusted to speak of licences, not to make this server ask
  /// whatever answers inside our network: only https is asked, whose certificate must name the host. (The client also
  /// knows schemes for sockets in the file system.)
  private func mayBeAsked(_ uri: String) -> Bool {
    guard uri.utf8.count <= 2048, let scheme = uri.firstRange(of: "://") else { return false }
    let end = uri[scheme.upperBound...].firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? uri.endIndex
    guard let host = Issuer(String(uri[..<end])) else { return false }
    return host.isLoopback ? allowsLoopback : host.isSecure
  }

  private func fetched(_ name: String, _ uri: String, in region: String, at now: NumericDate) async -> Kept? {
    if let running = fetching[name] { return await running.value }
    let task = Task { await self.fetch(uri, in: region, at: now) }
    fetching[name] = task
    let fresh = await task.value
    fetching[name] = nil
    if kept.count >= most { kept.removeAll(keepingCapacity: true) }
    kept[name] = fresh
    return fresh
  }

  private func fetch(_ uri: String, in region: String, at now: NumericDate) async -> Kept? {
    do {
      let compact = try await inTime { [load] in try await load(uri) }
      // A region that renews its root has two for a while.
      let trust = trust()
      let anchors = trust.anchors.filter { $0.region == region }
      let token = try StatusListToken.verify(compact, uri: uri, trust: trust, under: anchors, at: now)
      // Without a ttl a list says nothing of how long it holds; then it is fetched for every question.
      let until = now + min(max(token.timeToLive ?? 0, 0), 3600)
      return Kept(token: token, until: token.expires.map { min($0, until) } ?? until)
    } catch {
      return nil
    }
  }

  /// The whole answer, or nothing: one that drips for ever would keep everybody waiting who asks for the same list.
  private func inTime(_ work: @escaping @Sendable () async throws -> String) async throws -> String {
    try await withThrowingTaskGroup(of: String.self) { [patience] group in
      group.addTask(operation: work)
      group.addTask {
        try await Task.sleep(for: patience)
        throw CancellationError()
      }
      defer { group.cancelAll() }
      guard let first = try await group.next() else { throw CancellationError() }
      return first
    }
  }

  /// A list of 2^17 licences, none of whose statuses repeats, is 32 kB; a national one has a few million.
  private static let limit = 4 << 20

  private static func get(_ uri: String, by client: HTTPClient) async throws -> String {
    var request = HTTPClientRequest(url: uri)
    request.headers.add(name: "accept", value: StatusListToken.mediaType)
    let response = try await client.execute(request, timeout: .seconds(5))
    guard response.status == .ok else { throw CancellationError() }
    return String(buffer: try await response.body.collect(upTo: limit))
  }
}
