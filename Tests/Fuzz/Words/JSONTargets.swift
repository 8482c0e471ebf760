import Foundation
import FuzzHarness
import JOSE

extension FuzzTarget {
  static let json = FuzzTarget("json", maximumLength: 65536) { bytes in
    guard let value = try? JSON(parsing: bytes) else { return }
    let text = value.serialized()
    try hold((try? JSON(parsing: text)) == value, "what was read and written is read as the same")
    try hold((try? JSON(parsing: text))?.serialized() == text, "what was written is written the same again")
    try hold(text.count <= 8 * bytes.count + 32, "writing does not swell")
    try hold(String(validating: bytes, as: UTF8.self) != nil, "what is no UTF-8 is refused")
    try hold(depth(of: value) <= 32, "depth is bounded")
    // Whatever a strict reader takes, an ordinary one must take too: otherwise two parties read two things.
    try hold(
      (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil,
      "what is taken here is JSON elsewhere")
  }

  static let numericDate = FuzzTarget("numeric-date", maximumLength: 64) { bytes in
    guard let date = (try? JSON(parsing: bytes))?.date else { return }
    for seconds in [0, 1, -1, Int.max, Int.min] { _ = (date + seconds, date - seconds) }
    _ = (date - NumericDate(0), date - NumericDate(.max), NumericDate(.min) - date)
  }

  static func depth(of value: JSON) -> Int {
    switch value {
    case .array(let elements): 1 + (elements.map(depth(of:)).max() ?? 0)
    case .object(let members): 1 + (members.map { depth(of: $0.value) }.max() ?? 0)
    case .null, .bool, .integer, .number, .string: 0
    }
  }
}
