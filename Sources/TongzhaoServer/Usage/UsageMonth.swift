package import ELicence

/// A month of the calendar in Shanghai, as `2026-11`.
package struct UsageMonth: Sendable, Hashable {
  package let first: CalendarDate
  package let last: CalendarDate

  package init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].utf8.count == 4, parts[1].utf8.count == 2, let year = Int(parts[0]),
      let month = Int(parts[1]), let first = CalendarDate(year: year, month: month, day: 1),
      let last = [31, 30, 29, 28].lazy.compactMap({ CalendarDate(year: year, month: month, day: $0) }).first
    else { return nil }
    (self.first, self.last) = (first, last)
  }

  package var text: String { String(first.description.prefix(7)) }
}
