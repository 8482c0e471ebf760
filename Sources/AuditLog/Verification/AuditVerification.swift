package import JOSE

/// What came of going through a log.
package struct AuditVerification: Sendable {
  package let findings: [AuditFinding]
  package let size: Int
  package let root: TreeHash
  /// Leaves whose personal details were erased, as recorded.
  package let erased: Int
  /// So many leaves are vouched for by a verified checkpoint; those after them by nobody yet.
  package let signedSize: Int
  /// The keys that were believed.
  package let keys: JWKSet

  package init(
    findings: [AuditFinding], size: Int, root: TreeHash, erased: Int, signedSize: Int, keys: JWKSet
  ) {
    self.findings = findings
    self.size = size
    self.root = root
    self.erased = erased
    self.signedSize = signedSize
    self.keys = keys
  }
}
