import JOSE

/// Prints how often a core signs and verifies a token's worth of bytes in a second, by each algorithm: a line of JSON each.
@main struct SignatureRates {
  /// What an access token signs, about.
  private static let message = Random.bytes(700)

  static func main() throws {
    for algorithm in SignatureAlgorithm.allCases {
      let key = try SigningKey.generate(algorithm)
      let signature = try key.signature(for: message)
      let verifier = key.verificationKey
      guard verifier.isValid(signature: signature, for: message) else { throw JOSERejection.badSignature }
      let line: JSONObject = [
        "alg": .string(algorithm.rawValue),
        "sign_per_second": .integer(try rate { _ = try key.signature(for: message) }),
        "verify_per_second": .integer(rate { _ = verifier.isValid(signature: signature, for: message) }),
      ]
      print(JSON.object(line).text)
    }
  }

  /// The best of five rounds of a fifth of a second: what else runs on the machine only makes it slower.
  private static func rate(_ work: () throws -> Void) rethrows -> Int64 {
    let clock = ContinuousClock()
    var best = 0.0
    for _ in 0..<5 {
      let start = clock.now
      var count = 0
      while clock.now - start < .milliseconds(200) {
        try work()
        count += 1
      }
      best = max(best, Double(count) / ((clock.now - start) / .seconds(1)))
    }
    return Int64(best)
  }
}
