import IdentityProvider
import Synchronization

/// Presentations that were opened lately, in bounded memory: every answer about a login needs its presentation, and
/// opening and reading one costs more than finding it.
///
/// Each is known by the very bytes that were opened. Whether its row still stands, and whether its secret is still there,
/// the store asks each time.
final class OpenedPresentations: Sendable {
  private struct Known {
    let sealed: [UInt8]
    let presentation: Presentation
  }

  private let recent: Mutex<RecentlyUsed<PresentationID, Known>>

  init(capacity: Int = 1_024) { recent = Mutex(RecentlyUsed(capacity: capacity)) }

  func presentation(_ id: PresentationID, sealed: [UInt8]) -> Presentation? {
    guard let known = recent.withLock({ $0.value(of: id) }), known.sealed == sealed else { return nil }
    return known.presentation
  }

  func remember(_ presentation: Presentation, sealed: [UInt8]) {
    recent.withLock { $0.remember(Known(sealed: sealed, presentation: presentation), as: presentation.id) }
  }
}
