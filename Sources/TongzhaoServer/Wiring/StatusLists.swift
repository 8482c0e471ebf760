package import AsyncHTTPClient
package import ELicence
package import JOSE
import OAuth
import OAuthHTTP

/// Keeps the regions' status lists, each no longer than its own `ttl` and never past its `exp`, and answers by them
/// (Token Status List §8.3).
///
/// A list that cannot be fetched, or does not verify, answers `unavailable` as soon as the kept copy is too old: what
/// cannot be checked is refused. Our own issuer's `ttl` is a second, so asking must be cheap: whoever needs the same
/// list at the same time shares one request, and a list that has not changed is not sent again.
package actor StatusLists: LicenceStatusSource {
  /// Asks an address, for a change only where an entity tag is known.
  typealias Fetch = @Sendable (_ uri: String, _ entityTag: String?) async throws -> StatusListAnswer

  private struct Kept: Sendable {
    let token: StatusListToken
    /// As it came, to be verified again when it is said to be unchanged: the time and the trust may have changed.
    let compact: String
    let entityTag: String?
    let askedAt: NumericDate
    let until: NumericDate
  }

  private let load: Fetch
  private let trust: @Sendable () -> TrustList
  private let allowsLoopback: Bool
  private let patience: Duration
  private var kept: [String: Kept] = [:]
  private var fetching: [String: Task<Kept?, Never>] = [:]
  private let most = 256
  private let fetches = CaseCounters("tongzhao_status_list_fetches_total", by: "result", of: FetchResult.allCases)

  private enum FetchResult: String, CaseIterable { case fetched, failed }

  /// When the list that was kept longest was asked for; nil while none is kept.
  package var oldest: NumericDate? { kept.values.map(\.askedAt).min() }

  /// - Parameters:
  ///   - allowsLoopback: whether lists may lie on this machine, as they do where all servers run on one.
  ///   - patience: how long a person who logs in waits for a region's list.
  package init(
    client: HTTPClient, trust: @escaping @Sendable () -> TrustList, allowsLoopback: Bool, patience: Duration
  ) {
    self.init(trust: trust, allowsLoopback: allowsLoopback, patience: patience) {
      try await StatusListAnswer.get($0, since: $1, by: client, patience: patience)
    }
  }

  init(
    trust: @escaping @Sendable () -> TrustList, allowsLoopback: Bool, patience: Duration = .seconds(60),
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
    // One region speaks of its own credentials only, so a list is kept under its region.
    let name = anchor.region + " " + reference.uri
    if let kept = kept[name], now < kept.until { return kept.token.list.status(at: reference.index) }
    guard mayBeAsked(reference.uri) else { return .unavailable }
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
    // A request that somebody else began earlier may have been answered before this question's time. Then one more is
    // asked, and no third: that one began after the question.
    if let running = fetching[name] {
      guard let shared = await running.value else { return nil }
      if now <= shared.askedAt || now < shared.until { return shared }
      if let running = fetching[name] { return await running.value }
    }
    let task = Task { await self.renew(name, uri, in: region, at: now) }
    fetching[name] = task
    return await task.value
  }

  /// Before anybody who waited goes on, the request is over and its answer kept.
  private func renew(_ name: String, _ uri: String, in region: String, at now: NumericDate) async -> Kept? {
    let fresh = await fetch(uri, in: region, after: kept[name], at: now)
    fetching[name] = nil
    fetches.count(fresh == nil ? .failed : .fetched)
    // A copy that is too old answers nothing, but its entity tag still spares sending it again.
    guard let fresh else { return nil }
    if kept.count >= most { kept.removeAll(keepingCapacity: true) }
    kept[name] = fresh
    return fresh
  }

  private nonisolated func fetch(
    _ uri: String, in region: String, after former: Kept?, at now: NumericDate
  ) async -> Kept? {
    do {
      let compact: String
      let entityTag: String?
      // The whole answer, or nothing: one that drips for ever would keep everybody waiting who asks for the same list.
      switch try await inTime(patience, { [load] in try await load(uri, former?.entityTag) }) {
      case .list(let text, let tag): (compact, entityTag) = (text, tag)
      case .unchanged:
        guard let former else { return nil }
        (compact, entityTag) = (former.compact, former.entityTag)
      }
      // A region that renews its root has two for a while.
      let trust = trust()
      let anchors = trust.anchors.filter { $0.region == region }
      let token = try StatusListToken.verify(compact, uri: uri, trust: trust, under: anchors, at: now)
      // Without a ttl a list says nothing of how long it holds; then it is fetched for every question.
      let until = now + min(max(token.timeToLive ?? 0, 0), 3600)
      return Kept(
        token: token, compact: compact, entityTag: entityTag, askedAt: now,
        until: token.expires.map { min($0, until) } ?? until)
    } catch {
      return nil
    }
  }
}
