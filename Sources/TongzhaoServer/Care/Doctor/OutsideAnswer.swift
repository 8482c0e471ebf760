import AsyncHTTPClient
import Foundation
import JOSE
import NIOCore
import NIOHTTP1

/// What an address answered to whoever asks from outside.
struct OutsideAnswer: Sendable {
  var status: Int
  var date: NumericDate?
  /// `max-age` or `s-maxage`, whichever is longer.
  var maximumAge: Int?
  var json: JSON?

  /// Asks; bounded in time and size.
  static func get(_ address: String, by client: HTTPClient) async throws -> OutsideAnswer {
    let response = try await client.execute(HTTPClientRequest(url: address), timeout: .seconds(10))
    let body = try await response.body.collect(upTo: 4 << 20)
    return OutsideAnswer(
      status: Int(response.status.code), date: response.headers.first(name: "date").flatMap(Self.date),
      maximumAge: maximumAge(response.headers["cache-control"]), json: try? JSON(parsing: Array(body.readableBytesView))
    )
  }

  /// IMF-fixdate (RFC 9110 §5.6.7).
  static func date(_ text: String) -> NumericDate? {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: "GMT")
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
    return formatter.date(from: text).map { NumericDate(Int64($0.timeIntervalSince1970)) }
  }

  static func maximumAge(_ headers: [String]) -> Int? {
    headers.flatMap { $0.split(separator: ",") }.compactMap { part -> Int? in
      let words = part.split(separator: "=").map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
      guard words.count == 2, ["max-age", "s-maxage"].contains(words[0]) else { return nil }
      return Int(words[1])
    }.max()
  }
}
