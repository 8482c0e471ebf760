import Synchronization

/// Certificates and paths that were found to hold: everything that an issuer signed comes with the same ones, and reading
/// and verifying them costs more than all else about it. Nobody fills this with what he made up, since only what led to an
/// anchor is remembered.
///
/// Signatures and names in a path do not change; the time does, and is looked at each time. Purposes and revocation are not
/// of a path, and are asked about anew.
final class KnownPaths: Sendable {
  struct Offer: Hashable {
    let leaf: Certificate
    let intermediates: [Certificate]
    let anchors: [Certificate]

    static func == (left: Offer, right: Offer) -> Bool {
      left.leaf == right.leaf && left.intermediates == right.intermediates && left.anchors == right.anchors
    }
    /// The leaf tells nearly all apart, and there may be many anchors.
    func hash(into hasher: inout Hasher) { hasher.combine(leaf) }
  }

  private struct Known {
    var paths: [Offer: [Certificate]] = [:]
    var certificates: [[UInt8]: Certificate] = [:]
  }

  static let shared = KnownPaths()

  /// So many paths at most; then all is forgotten.
  private let limit = 256
  private let known = Mutex(Known())

  /// A certificate of a path that held, by its DER.
  func certificate(_ der: [UInt8]) -> Certificate? { known.withLock { $0.certificates[der] } }

  /// The path from leaf to anchor, where it was found before and every certificate of it is valid now.
  func path(of offer: Offer, at now: Int64) -> [Certificate]? {
    guard let path = known.withLock({ $0.paths[offer] }) else { return nil }
    // Of the last second libcrypto decides.
    return path.allSatisfy { $0.notBefore <= now && now < $0.notAfter } ? path : nil
  }

  func remember(_ path: [Certificate], of offer: Offer) {
    known.withLock { known in
      if known.paths.count >= limit { known = Known() }
      known.paths[offer] = path
      for certificate in path { known.certificates[certificate.der] = certificate }
    }
  }
}
