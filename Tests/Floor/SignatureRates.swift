import JOSE

/// How many signatures of each algorithm one processor makes and verifies in a second.
enum SignatureRates {
  private static let time = Duration.milliseconds(400)

  static func measured() throws -> JSON {
    let payload = [UInt8](repeating: 0x61, count: 300)
    return .array(
      try SignatureAlgorithm.allCases.map { algorithm in
        let key = try SigningKey.generate(algorithm)
        let signature = try key.signature(for: payload)
        let signed = try rate { _ = try key.signature(for: payload) }
        let verified = try rate {
          guard key.verificationKey.isValid(signature: signature, for: payload) else { throw Failure() }
        }
        return [
          "algorithm": .string(algorithm.rawValue), "sign_per_second": .integer(signed),
          "verify_per_second": .integer(verified),
        ]
      })
  }

  private struct Failure: Error {}

  private static func rate(_ work: () throws -> Void) throws -> Int64 {
    for _ in 0..<10 { try work() }
    let clock = ContinuousClock()
    let start = clock.now
    var done = 0
    while clock.now - start < time {
      for _ in 0..<10 { try work() }
      done += 10
    }
    return Int64(Double(done) / ((clock.now - start) / .seconds(1)))
  }
}
