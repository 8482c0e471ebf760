import Synchronization

/// Writes that wait for the transaction after the present one, in the order in which they were asked for.
final class WriteQueue: Sendable {
  /// What becomes of a write that was handed in.
  enum Admission {
    /// Nobody is at work: whoever handed it in has the queue drained.
    case begins
    case waits
    case isClosed
  }

  private struct Line {
    var waiting: [PendingWrite] = []
    var isDraining = false
    var isClosed = false
  }

  private let line = Mutex(Line())

  /// How many wait.
  var count: Int { line.withLock { $0.waiting.count } }

  func admit(_ write: PendingWrite) -> Admission {
    line.withLock { line in
      if line.isClosed { return .isClosed }
      line.waiting.append(write)
      defer { line.isDraining = true }
      return line.isDraining ? .waits : .begins
    }
  }

  /// The next writes, at most `limit`; when there are none, draining has ended.
  func next(_ limit: Int) -> [PendingWrite] {
    line.withLock { line in
      let batch = Array(line.waiting.prefix(limit))
      line.waiting.removeFirst(batch.count)
      if batch.isEmpty { line.isDraining = false }
      return batch
    }
  }

  /// Admits nobody any more; those that wait are still done. False when it was closed before.
  func close() -> Bool {
    line.withLock { line in
      defer { line.isClosed = true }
      return !line.isClosed
    }
  }
}
