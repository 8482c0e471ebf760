package import ServiceContextModule

/// Which span of which trace is at work, as it travels: W3C Trace Context Level 1 §3.2, version 00.
package struct TraceParent: Sendable, Hashable {
  /// 16 octets, not all zero.
  package let traceID: [UInt8]
  /// 8 octets, not all zero.
  package let spanID: [UInt8]
  /// Whether somebody keeps this trace; who is told that nobody does records nothing.
  package let isSampled: Bool

  package init(traceID: [UInt8], spanID: [UInt8], isSampled: Bool) {
    self.traceID = traceID
    self.spanID = spanID
    self.isSampled = isSampled
  }

  /// Reads the header. A later version may say more behind what is known (§4.3); `ff` is no version.
  package init?(header: String) {
    let parts = header.split(separator: "-", omittingEmptySubsequences: false)
    guard header.utf8.count <= 512, parts.count >= 4, let version = Self.octets(parts[0], 1), version != [0xFF],
      version != [0] || parts.count == 4, let trace = Self.octets(parts[1], 16), let span = Self.octets(parts[2], 8),
      let flags = Self.octets(parts[3], 1), trace.contains(where: { $0 != 0 }), span.contains(where: { $0 != 0 })
    else { return nil }
    self.init(traceID: trace, spanID: span, isSampled: flags[0] & 1 == 1)
  }

  /// The header for whoever is asked next.
  package var header: String { "00-\(Self.hex(traceID))-\(Self.hex(spanID))-\(isSampled ? "01" : "00")" }

  /// A span below this one, or the first of a new trace.
  static func child(of parent: TraceParent?) -> TraceParent {
    TraceParent(
      traceID: parent?.traceID ?? random(16), spanID: random(8), isSampled: parent?.isSampled ?? true)
  }

  private static func random(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    while true {
      let octets = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
      if octets.contains(where: { $0 != 0 }) { return octets }
    }
  }

  private static func hex(_ octets: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: octets.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// Lower-case hexadecimal digits of that many octets; upper case is not allowed (§3.2.2.3).
  private static func octets(_ text: Substring, _ count: Int) -> [UInt8]? {
    let digits = Array(text.utf8)
    guard digits.count == count * 2 else { return nil }
    var octets: [UInt8] = []
    for place in stride(from: 0, to: digits.count, by: 2) {
      guard let high = digit(digits[place]), let low = digit(digits[place + 1]) else { return nil }
      octets.append(high << 4 | low)
    }
    return octets
  }

  private static func digit(_ character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}

extension ServiceContext {
  private enum TraceParentKey: ServiceContextKey {
    typealias Value = TraceParent
  }

  /// The span at work.
  package var traceParent: TraceParent? {
    get { self[TraceParentKey.self] }
    set { self[TraceParentKey.self] = newValue }
  }
}
