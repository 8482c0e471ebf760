package import JOSE

/// Goes through a log once, from its first leaf on, and compares it with everything that was signed. It needs no secret.
package struct AuditVerifier {
  /// What was found, in order; bounded, since a log that was replaced would be wrong at every leaf.
  package private(set) var findings: [AuditFinding] = []
  /// Leaves whose details were erased as recorded.
  package private(set) var erased = 0
  private var edge = RightEdge()
  private var signed: [Checkpoint]
  private var next = 0
  private var gone: [(index: Int, at: NumericDate)] = []
  private var erasures: [(leaves: Range<Int>, before: NumericDate)] = []
  private static let mostFindings = 100

  /// - Parameters:
  ///   - checkpoints: those kept in the log, and one that was kept elsewhere: only that one tells when the end is gone.
  ///   - keys: the audit keys to believe.
  ///   - origin: which log it should be, if that is known.
  package init(checkpoints: [SignedCheckpoint], keys: JWKSet, origin: String? = nil) {
    signed = []
    for checkpoint in checkpoints {
      do {
        let verified = try checkpoint.verified(by: keys)
        if let origin, verified.origin != origin { add(.otherLog(origin: verified.origin)) }
        signed.append(verified)
      } catch {
        add(.checkpointRefused(size: checkpoint.unverified.size, error))
      }
    }
    signed.sort { $0.size < $1.size }
  }

  /// The same for what came after `former`, which was gone through before: `edge` is the kept tree at that size.
  package init(
    checkpoints: [SignedCheckpoint], keys: JWKSet, origin: String?, goingOnFrom edge: RightEdge, of former: Checkpoint
  ) {
    self.init(checkpoints: checkpoints, keys: keys, origin: origin)
    self.edge = edge
    next = edge.size
    if edge.root != former.root { add(.otherThanSigned(size: former.size)) }
    signed.removeAll { $0.size < edge.size }
    compareSigned()
  }

  /// The next row, with the hashes that are kept for the nodes it completes.
  package mutating func take(_ record: AuditRecord, kept: (TreeNode) throws -> TreeHash?) rethrows {
    while next < record.index {
      add(.missing(index: next))
      next += 1
      // What follows cannot fit any root: the hash of what is missing is not known.
      edge.append(.ofNothing)
      compareSigned()
    }
    next = record.index + 1
    if let leaf = record.leaf {
      if leaf.index != record.index { add(.moved(index: record.index, says: leaf.index)) }
      check(leaf, record)
    } else {
      add(.unreadable(index: record.index))
    }
    for (place, hash) in edge.append(.leaf(record.bytes)) where try kept(place) != hash {
      add(place.level == 0 ? .edited(index: place.index) : .treeAltered(level: place.level, index: place.index))
    }
    compareSigned()
  }

  /// A row whose columns say something else than its leaf.
  package mutating func columnsDiffer(at index: Int) { add(.edited(index: index)) }

  /// There are no more rows; `counted` is how many the log says it has. Answers the root.
  package mutating func finish(counted: Int) -> TreeHash {
    if counted != next { add(.miscounted(says: counted, found: next)) }
    if let last = signed.last { add(.truncated(size: next, signed: last.size)) }
    checkErasures()
    return edge.root
  }

  /// Details may be gone where an erasure says so, and had to be kept until then: both lists are gone through together.
  private mutating func checkErasures() {
    let ordered = erasures.sorted { $0.leaves.lowerBound < $1.leaves.lowerBound }
    var first = 0
    for (index, at) in gone {
      while first < ordered.count, ordered[first].leaves.upperBound <= index { first += 1 }
      let candidates = ordered[first...].prefix { $0.leaves.lowerBound <= index }
      if candidates.contains(where: { $0.leaves.contains(index) && at < $0.before }) {
        erased += 1
      } else {
        add(.detailsMissing(index: index))
      }
    }
  }

  private mutating func check(_ leaf: AuditLeaf, _ record: AuditRecord) {
    if leaf.event.action == .detailsErased, let range = ErasedRange(leaf.event.object) {
      let shortest = RetentionPolicy.shortestDays * 86_400
      erasures.append((range.leaves.clamped(to: 0..<record.index), leaf.event.at - shortest))
    }
    switch (leaf.sealedDigest, record.sealed) {
    case (nil, nil): break
    case (nil, .some): add(.detailsAltered(index: record.index))
    case (.some, nil): gone.append((record.index, leaf.event.at))
    case (.some(let digest), .some(let sealed)):
      if Digests.sha256(sealed) != digest { add(.detailsAltered(index: record.index)) }
    }
  }

  private mutating func compareSigned() {
    while let first = signed.first, first.size <= edge.size {
      if first.size == edge.size, first.root != edge.root { add(.otherThanSigned(size: first.size)) }
      signed.removeFirst()
    }
  }

  private mutating func add(_ finding: AuditFinding) {
    if findings.count < Self.mostFindings { findings.append(finding) }
  }
}
