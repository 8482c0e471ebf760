import Foundation
package import JOSE

extension NumericDate {
  /// For people at a terminal: local date and time.
  package var text: String {
    Date(timeIntervalSince1970: Double(seconds)).formatted(
      .iso8601.year().month().day().dateSeparator(.dash).time(includingFractionalSeconds: false).timeSeparator(.colon)
        .timeZone(separator: .colon))
  }
}
