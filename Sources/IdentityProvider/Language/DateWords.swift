// The Language room says what templates cannot say by themselves: dates and the reasons for a refusal, in both
// languages, and remembers which language was chosen. The words of the pages stand in the templates.
// Neighbours: SignIn, whose pages use it.

package import JOSE
package import OAuthHTTP

/// Dates as people read them, in China's time: 2026年11月22日 14:03, 22 Nov 2026 14:03.
package enum DateWords {
  /// The date and the minute.
  package static func text(_ date: NumericDate, in language: Language) -> String {
    let seconds = date.seconds + 8 * 3600
    let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
    let minutes = (seconds - days * 86_400) / 60
    let (year, month, day) = civil(days)
    let time = "\(minutes / 60):" + (minutes % 60 < 10 ? "0" : "") + "\(minutes % 60)"
    return switch language {
    case .zhHans: "\(year)年\(month)月\(day)日 \(time)"
    case .english: "\(day) \(months[month - 1]) \(year) \(time)"
    }
  }

  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// The Gregorian date of a day counted from 1970-01-01, by eras of 400 years that begin in March.
  private static func civil(_ days: Int64) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (Int(yearOfEra + era * 400 + (month <= 2 ? 1 : 0)), Int(month), Int(day))
  }
}
