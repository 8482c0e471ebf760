#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Seconds since 1970-01-01T00:00:00Z without leap seconds (RFC 7519 §2). Rules take one as `at now`.
package struct NumericDate: Sendable, Hashable, Comparable {
  /// The seconds.
  package var seconds: Int64

  /// This many seconds after the epoch.
  package init(_ seconds: Int64) { self.seconds = seconds }

  /// What the system's clock says. For endpoints and commands; a rule is handed the time.
  package static func now() -> NumericDate { NumericDate(Int64(time(nil))) }

  package static func < (left: NumericDate, right: NumericDate) -> Bool { left.seconds < right.seconds }

  // Claims come from outside and may hold any number: sums stop at the ends of the range instead of trapping.

  /// Later by this many seconds.
  package static func + (date: NumericDate, interval: Int) -> NumericDate {
    let (sum, overflowed) = date.seconds.addingReportingOverflow(Int64(interval))
    return NumericDate(overflowed ? (interval > 0 ? .max : .min) : sum)
  }

  /// Earlier by this many seconds.
  package static func - (date: NumericDate, interval: Int) -> NumericDate {
    let (difference, overflowed) = date.seconds.subtractingReportingOverflow(Int64(interval))
    return NumericDate(overflowed ? (interval > 0 ? .min : .max) : difference)
  }

  /// The seconds from `right` to `left`.
  package static func - (left: NumericDate, right: NumericDate) -> Int {
    let (difference, overflowed) = left.seconds.subtractingReportingOverflow(right.seconds)
    return Int(clamping: overflowed ? (left > right ? .max : .min) : difference)
  }
}

extension NumericDate: Codable {
  package init(from decoder: any Decoder) throws {
    seconds = try decoder.singleValueContainer().decode(Int64.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(seconds)
  }
}

extension JSON {
  /// A time as a claim's value.
  package static func date(_ date: NumericDate) -> JSON { .integer(date.seconds) }
}
