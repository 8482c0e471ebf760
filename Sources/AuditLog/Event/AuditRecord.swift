/// A row of the log as it is kept: the leaf's bytes, and what stands beside them.
package struct AuditRecord: Sendable, Hashable {
  package let index: Int
  package let bytes: [UInt8]
  /// The sealed personal details; nil when there were none, or they were erased.
  package let sealed: [UInt8]?

  package init(index: Int, bytes: [UInt8], sealed: [UInt8]?) {
    self.index = index
    self.bytes = bytes
    self.sealed = sealed
  }

  /// The leaf, when the bytes are one.
  package var leaf: AuditLeaf? { AuditLeaf(parsing: bytes) }
}
