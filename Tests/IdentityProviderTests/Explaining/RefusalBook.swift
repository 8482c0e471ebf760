import OAuthHTTP
import Synchronization

/// Every refusal that was explained, in order.
final class RefusalBook: Sendable {
  private let all = Mutex([ExplainedRefusal]())

  func take(_ refusal: ExplainedRefusal) { all.withLock { $0.append(refusal) } }

  var entries: [ExplainedRefusal] { all.withLock { $0 } }
  var last: ExplainedRefusal? { entries.last }

  /// Whether a text is in anything that was told.
  func tells(_ text: String) -> Bool {
    entries.contains { $0.lines.joined(separator: "\n").contains(text) || "\($0.json)".contains(text) }
  }
}
