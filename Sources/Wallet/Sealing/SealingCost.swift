/// What trying one PIN costs: scrypt's N, with r = 8 and p = 1.
package struct SealingCost: Sendable, Hashable {
  let exponent: Int

  /// 128 MiB and some tenths of a second.
  package static let standard = SealingCost(exponent: 17)
  /// Hardly anything, for tests of what comes after.
  package static let negligible = SealingCost(exponent: 4)

  private init(exponent: Int) { self.exponent = exponent }

  /// From a file. Bounded, because the work is done before anything in the file is authenticated.
  init?(n: Int64) {
    guard let exponent = (4...20).first(where: { Int64(1) << $0 == n }) else { return nil }
    self.init(exponent: exponent)
  }

  var n: UInt64 { 1 << UInt64(exponent) }
}
