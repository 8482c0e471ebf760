import NIOHTTP1
import NIOCore
package import AsyncHTTPClient
package import ELicence
package import JOSE
package import LibCrypto
import Synchronization

/// The certificate revocation lists (RFC 5280 §5) that the trust list's entries name, fetched and kept by this process.
///
/// A list is asked for again when half of its time is over, at the latest after an hour. One that cannot be fetched
/// leaves the former in force until its `nextUpdate`; then it is as if there were none, and whether licences are refused
/// for that is the entry's decision.
package final class FetchedRevocationLists: Sendable {
  /// A list is wanted from here, for this root.
  struct Place: Hashable, Sendable {
    let url: String
    let root: Certificate
  }

  /// Fetches what lies at an address.
  typealias Fetch = @Sendable (_ url: String) async throws -> [UInt8]

  private struct Kept: Sendable {
    var list: CertificateRevocationList?
    var askedAt: NumericDate
    var failed: Bool
  }

  /// More places than these are not asked; a trust list has a few dozen entries.
  private static let most = 256
  private static let retry = 10
  private static let longest = 3600
  /// Bytes of the largest list that is read.
  private static let limit = 8 << 20

  private let load: Fetch
  private let trust: @Sendable () -> [TrustAnchor]
  private let kept = Mutex([Place: Kept]())

  package convenience init(client: HTTPClient, trust: @escaping @Sendable () -> [TrustAnchor]) {
    self.init(trust: trust) { url in
      let response = try await client.execute(HTTPClientRequest(url: url), timeout: .seconds(10))
      guard response.status == .ok else { throw CancellationError() }
      return Array(buffer: try await response.body.collect(upTo: Self.limit))
    }
  }

  init(trust: @escaping @Sendable () -> [TrustAnchor], load: @escaping Fetch) {
    self.trust = trust
    self.load = load
  }

  /// Those that say something at that time.
  package func lists(at now: NumericDate) -> [CertificateRevocationList] {
    kept.withLock { $0.values.compactMap(\.list).filter { now.seconds < $0.nextUpdate } }
  }

  /// Asks for what is due; answers the addresses that gave nothing.
  @discardableResult
  package func refresh(at now: NumericDate) async -> [String] {
    let wanted = Set(
      trust().flatMap { anchor in anchor.terms.revocationLists.map { Place(url: $0, root: anchor.certificate) } }
        .prefix(Self.most))
    let due = kept.withLock { kept in
      kept = kept.filter { wanted.contains($0.key) }
      return wanted.filter { place in kept[place].map { Self.isDue($0, at: now) } ?? true }
    }
    return await withTaskGroup(of: String?.self) { group in
      for place in due { group.addTask { await self.fetch(place, at: now) ? nil : place.url } }
      return await group.reduce(into: []) { failed, url in if let url { failed.append(url) } }
    }
  }

  private func fetch(_ place: Place, at now: NumericDate) async -> Bool {
    let list = try? RevocationListFolder.list(await load(place.url))
    return kept.withLock { kept in
      let former = kept[place]?.list
      guard let list, Self.isBelieved(list, from: place, after: former) else {
        kept[place] = Kept(list: former, askedAt: now, failed: true)
        return false
      }
      kept[place] = Kept(list: list, askedAt: now, failed: false)
      return true
    }
  }

  /// By https whoever holds the name says it; by http only what the root itself signed is taken, lest somebody on the way
  /// puts a list of nothing in its place. An older list never replaces a newer one.
  private static func isBelieved(
    _ list: CertificateRevocationList, from place: Place, after former: CertificateRevocationList?
  ) -> Bool {
    guard place.url.hasPrefix("https://") || list.isSigned(by: place.root) else { return false }
    return former.map { $0.thisUpdate <= list.thisUpdate } ?? true
  }

  private static func isDue(_ kept: Kept, at now: NumericDate) -> Bool {
    guard !kept.failed, let list = kept.list else { return now - kept.askedAt >= retry }
    let half = Int(clamping: (list.nextUpdate - kept.askedAt.seconds) / 2)
    return now - kept.askedAt >= min(max(half, retry), longest)
  }

  /// Follows the trust list until the task is cancelled.
  package func run(
    every interval: Duration = .milliseconds(500), clock: @escaping @Sendable () -> NumericDate,
    failed: @escaping @Sendable (_ url: String) -> Void
  ) async {
    while !Task.isCancelled {
      for url in await refresh(at: clock()) { failed(url) }
      do { try await Task.sleep(for: interval) } catch { return }
    }
  }
}
