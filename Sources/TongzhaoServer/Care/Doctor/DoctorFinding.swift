package import JOSE

/// One thing that the doctor found.
package struct DoctorFinding: Sendable, Hashable {
  package enum Severity: String, Sendable, Hashable, CaseIterable {
    /// It will matter some day.
    case notice
    /// It will matter soon.
    case warning
    /// Something is refused or lost now, or may be at any moment.
    case error
  }

  package let check: DoctorCheck
  package let severity: Severity
  /// What is wrong.
  package let sentence: String
  /// What to do.
  package let advice: String

  init(_ check: DoctorCheck, _ severity: Severity, _ sentence: String, _ advice: String) {
    self.check = check
    self.severity = severity
    self.sentence = sentence
    self.advice = advice
  }

  package var json: JSON {
    [
      "id": .string(check.rawValue), "severity": .string(severity.rawValue), "sentence": .string(sentence),
      "advice": .string(advice),
    ]
  }

  package var lines: [String] { ["\(severity.rawValue)  \(check.rawValue): \(sentence)", "    \(advice)"] }
}
