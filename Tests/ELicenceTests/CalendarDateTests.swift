import ELicence
import JOSE
import Testing

struct CalendarDateTests {
  static let spellings = [
    "2021-12-02", "2021/12/2", "2021.12.02", "2021年12月2日", "2021年12月02日", "20211202", "2021-12-2",
  ]
  static let refused = [
    "", "2021", "2021-12", "2021-13-01", "2021-02-29", "2021-00-10", "2021-12-00", "21-12-02", "2021-12-02 ",
    "2021-12-02T00:00:00", "2021/12-02", "2021年12月2", "2021-12-02-", "202112020", "2021-012-02", "0999-01-01",
    "２０２１-12-02", "-2021-12-02", "2021--02",
  ]

  @Test(arguments: spellings) func `a day may be written in several ways`(_ text: String) {
    #expect(CalendarDate(text) == CalendarDate(year: 2021, month: 12, day: 2))
  }

  @Test(arguments: refused) func `what is no day is refused`(_ text: String) {
    #expect(CalendarDate(text) == nil)
  }

  @Test func `a day begins and ends in Shanghai`() throws {
    let day = try #require(CalendarDate("2027-01-15"))
    // 2027-01-14T16:00:00Z and 2027-01-15T15:59:59Z
    #expect(day.startOfDay == NumericDate(1_799_942_400))
    #expect(day.endOfDay == NumericDate(1_800_028_799))
    #expect(CalendarDate(at: day.startOfDay) == day)
    #expect(CalendarDate(at: day.endOfDay) == day)
    #expect(CalendarDate(at: day.startOfDay - 1) == CalendarDate("2027-01-14"))
    #expect(CalendarDate(at: day.endOfDay + 1) == CalendarDate("2027-01-16"))
  }

  @Test func `every day of eight centuries follows the one before`() throws {
    var day = try #require(CalendarDate("1600-01-01"))
    while day.year < 2400 {
      let next = day.adding(days: 1)
      #expect(next > day && next.startOfDay == day.endOfDay + 1)
      #expect(CalendarDate(year: next.year, month: next.month, day: next.day) == next)
      if next.year % 97 == 0 { #expect(CalendarDate(at: next.endOfDay) == next) }
      day = next
    }
    #expect(day == CalendarDate("2400-01-01"))
  }

  @Test func `a day prints in both forms`() throws {
    let day = try #require(CalendarDate("2021/2/3"))
    #expect(day.description == "2021-02-03")
    #expect(day.chinese == "2021年02月03日")
    #expect(CalendarDate(day.chinese) == day)
  }
}
