import ELicence
import Foundation
import JOSE
import LibCrypto
import Synchronization
import Testing

@testable import TongzhaoServer

@Suite struct FetchedRevocationListsTests {
  private static let now = NumericDate(1_800_000_000)
  private static let url = "http://crl.example/root.crl"

  /// What lies at the address, and how often it was asked for.
  private final class Web: Sendable {
    let content = Mutex<[UInt8]?>(nil)
    let asked = Mutex(0)

    func load() throws -> [UInt8] {
      asked.withLock { $0 += 1 }
      guard let bytes = content.withLock({ $0 }) else { throw CancellationError() }
      return bytes
    }
    func put(_ list: CertificateRevocationList?) { content.withLock { $0 = list?.der } }
    var count: Int { asked.withLock { $0 } }
  }

  private static func root(_ name: String = "Root") throws -> CertificateAuthority {
    try CertificateAuthority.makeRoot(
      commonName: name, organization: "Test", validFrom: (now - 86_400).seconds, days: 30)
  }

  private static func list(
    _ root: CertificateAuthority, from: Int = -60, for seconds: Int = 3600
  ) throws -> CertificateRevocationList {
    try root.revocationList(
      revoking: [], thisUpdate: (now + from).seconds, nextUpdate: (now + from + seconds).seconds)
  }

  private static func fetched(
    _ root: CertificateAuthority, _ web: Web, url: String = url
  ) -> FetchedRevocationLists {
    let anchor = TrustAnchor(
      region: "r", name: "n", certificate: root.certificate, terms: TrustTerms(revocationLists: [url]))
    return FetchedRevocationLists(trust: { [anchor] }, load: { _ in try web.load() })
  }

  @Test func `a list is fetched once, and again when half of its time is over`() async throws {
    let (root, web) = (try Self.root(), Web())
    let fetched = Self.fetched(root, web)
    web.put(try Self.list(root, from: 0))
    #expect(await fetched.refresh(at: Self.now).isEmpty)
    #expect(fetched.lists(at: Self.now).count == 1)
    await fetched.refresh(at: Self.now + 1799)
    #expect(web.count == 1)
    await fetched.refresh(at: Self.now + 1800)
    #expect(web.count == 2)
  }

  @Test func `what cannot be fetched is told, tried again in ten seconds, and leaves the former until it expires`()
    async throws
  {
    let (root, web) = (try Self.root(), Web())
    let fetched = Self.fetched(root, web)
    web.put(try Self.list(root, from: 0))
    await fetched.refresh(at: Self.now)
    web.put(nil)
    #expect(await fetched.refresh(at: Self.now + 1800) == [Self.url])
    #expect(await fetched.refresh(at: Self.now + 1809).isEmpty && web.count == 2)
    #expect(await fetched.refresh(at: Self.now + 1810) == [Self.url])
    #expect(fetched.lists(at: Self.now + 3599).count == 1)
    #expect(fetched.lists(at: Self.now + 3600).isEmpty)
  }

  @Test func `noise, another root's list by http, and an older list change nothing`() async throws {
    let (root, web) = (try Self.root(), Web())
    let fetched = Self.fetched(root, web)
    web.put(try Self.list(root, from: 0))
    await fetched.refresh(at: Self.now)
    let good = fetched.lists(at: Self.now).map(\.der)
    var later = Self.now
    for bytes in [
      Array("half a download".utf8), try Self.list(Self.root("Other")).der, try Self.list(root, from: -600).der,
    ] {
      web.content.withLock { $0 = bytes }
      later = later + 1800
      // The former list has an hour; only whether it was replaced is asked here.
      #expect(await fetched.refresh(at: later) == [Self.url])
      #expect(fetched.lists(at: Self.now).map(\.der) == good)
    }
  }

  @Test func `by https another authority's list is taken, for a chain may have several`() async throws {
    let (root, web) = (try Self.root(), Web())
    let fetched = Self.fetched(root, web, url: "https://crl.example/root.crl")
    web.put(try Self.list(Self.root("Other")))
    #expect(await fetched.refresh(at: Self.now).isEmpty)
    #expect(fetched.lists(at: Self.now).count == 1)
  }

  @Test func `an entry that goes takes its lists along`() async throws {
    let (root, web) = (try Self.root(), Web())
    let anchors = Mutex([
      TrustAnchor(
        region: "r", name: "n", certificate: root.certificate, terms: TrustTerms(revocationLists: [Self.url]))
    ])
    let fetched = FetchedRevocationLists(trust: { anchors.withLock { $0 } }, load: { _ in try web.load() })
    web.put(try Self.list(root))
    await fetched.refresh(at: Self.now)
    #expect(fetched.lists(at: Self.now).count == 1)
    anchors.withLock { $0 = [] }
    await fetched.refresh(at: Self.now)
    #expect(fetched.lists(at: Self.now).isEmpty)
  }
}
