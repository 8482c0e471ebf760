import ELicence
import IdentityProvider
import JOSE
import SQLStore
import Testing
import TongzhaoServer

struct UsageReportTests {
  private func count(
    _ day: Int, _ client: String, _ scenario: LoginScenario, _ outcome: LoginOutcome, _ count: Int
  ) throws -> SQLUsageStore.Count {
    SQLUsageStore.Count(
      day: try #require(CalendarDate(year: 2026, month: 11, day: day)), client: client, scenario: scenario,
      outcome: outcome, count: count)
  }

  private func report(isDaily: Bool = false, isExact: Bool = false) throws -> UsageReport {
    UsageReport(
      [
        try count(3, "portal", .crossDevice, .completed, 4), try count(4, "portal", .crossDevice, .completed, 7),
        try count(4, "archive, old", .singleSignOn, .completed, 4), try count(4, "portal", .sameDevice, .denied, 5),
      ], of: try #require(UsageMonth("2026-11")), isDaily: isDaily, isExact: isExact)
  }

  @Test func `days add up to a month, and small counts are not told`() throws {
    #expect(
      try report().csv == [
        "period,client_id,scenario,outcome,logins",
        "2026-11,\"archive, old\",single_sign_on,completed,<5",
        "2026-11,portal,cross_device,completed,11",
        "2026-11,portal,same_device,denied,5",
      ])
  }

  @Test func `a small count of one day is not told either`() throws {
    #expect(try report(isDaily: true).csv[1] == "2026-11-03,portal,cross_device,completed,<5")
  }

  @Test func `an exact report tells all`() throws {
    #expect(try report(isExact: true).csv[1] == "2026-11,\"archive, old\",single_sign_on,completed,4")
  }

  @Test func `for programs a count that is not told is null`() throws {
    let rows = try #require(try report().json.object?["rows"]?.array)
    #expect(rows.map { $0.object?["logins"] } == [.null, .integer(11), .integer(5)])
  }

  @Test func `a month without logins says so`() throws {
    let empty = UsageReport([], of: try #require(UsageMonth("2026-02")), isDaily: false, isExact: false)
    #expect(empty.lines == ["No logins in 2026-02."])
  }

  @Test(arguments: ["2026", "2026-13", "2026-1", "26-11", "2026-11-01", "2026-00", ""])
  func `what is no month is refused`(text: String) {
    #expect(UsageMonth(text) == nil)
  }

  @Test func `a month ends on its last day`() {
    #expect(UsageMonth("2028-02")?.last.day == 29)
    #expect(UsageMonth("2026-11")?.last.day == 30)
  }
}
