/// What is wrong with one line of an import.
package struct ImportFault: Error, Sendable, Hashable {
  /// The line on which the record begins, from 1.
  package let line: Int
  /// The column or member, as the file calls it; none when the record as a whole is wrong.
  package let field: String?
  package let reason: ImportFaultReason
  /// What was found, where that helps; never longer than a line.
  package let detail: String?

  package init(line: Int, field: String? = nil, reason: ImportFaultReason, detail: String? = nil) {
    self.line = line
    self.field = field
    self.reason = reason
    self.detail = detail.map { $0.count > 60 ? String($0.prefix(60)) + "…" : $0 }
  }

  /// `第3行 成立日期：日期不正确（2021-13-01）`
  package var chinese: String {
    "第\(line)行" + (field.map { " \($0)" } ?? "") + "：" + reason.chinese + (detail.map { "（\($0)）" } ?? "")
  }

  /// `line 3, 成立日期: not a date (2021-13-01)`
  package var english: String {
    "line \(line)" + (field.map { ", \($0)" } ?? "") + ": " + reason.english + (detail.map { " (\($0))" } ?? "")
  }
}
