package import JOSE
import SQLStore

/// How often which client's logins ended how in a month; small counts are not told.
package struct ReportUsage: OperatorCommand {
  package static let name = "usage.report"
  package static let duty = OperatorDuty.everybody
  package static let effect = OperatorEffect.looks

  package let form: UsageForm

  package init(_ form: UsageForm) { self.form = form }

  package init(parameters: JSONObject) throws { form = try UsageForm(parameters: parameters) }

  package var parameters: JSONObject { form.parameters }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    try await form.answer(from: desk.state.database, isExact: false)
  }
}

/// The same with small counts. For who audits: whoever asks is remembered in the audit log.
package struct ReportExactUsage: OperatorCommand {
  package static let name = "usage.report-exact"
  package static let duty = OperatorDuty.audit
  package static let effect = OperatorEffect.looks

  package let form: UsageForm

  package init(_ form: UsageForm) { self.form = form }

  package init(parameters: JSONObject) throws { form = try UsageForm(parameters: parameters) }

  package var parameters: JSONObject { form.parameters }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    try await form.answer(from: desk.state.database, isExact: true)
  }
}

/// Which month, and in which form.
package struct UsageForm: Sendable {
  package let month: UsageMonth
  package let isDaily: Bool
  package let isCSV: Bool

  package init(month: UsageMonth, isDaily: Bool, isCSV: Bool) {
    self.month = month
    self.isDaily = isDaily
    self.isCSV = isCSV
  }

  init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    month = try parameters.parsed("month", "a month, as 2026-11") { UsageMonth($0) }
    isDaily = try parameters.flag("daily")
    isCSV = try parameters.flag("csv")
    try parameters.finish()
  }

  var parameters: JSONObject {
    ["month": .string(month.text), "daily": .bool(isDaily), "csv": .bool(isCSV)]
  }

  func answer(from database: any SQLDatabase, isExact: Bool) async throws -> OperatorAnswer {
    let counts = try await SQLUsageStore(database).counts(from: month.first, through: month.last)
    let report = UsageReport(counts, of: month, isDaily: isDaily, isExact: isExact)
    return OperatorAnswer(json: report.json, lines: isCSV ? report.csv : report.lines)
  }
}
