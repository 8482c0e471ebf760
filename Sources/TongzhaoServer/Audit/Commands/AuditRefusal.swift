/// Why an auditor's command could not be answered.
package enum AuditRefusal: Error, Sendable, Hashable {
  case emptyLog
  case noLeaf(Int)
}

extension AuditRefusal: OperatorFault {
  package var isRefusal: Bool { false }

  package var lines: [String] {
    switch self {
    case .emptyLog: ["The log is empty."]
    case .noLeaf(let index): ["There is no leaf \(index)."]
    }
  }
}
