import JOSE

extension SettingsReader {
  /// ES256, or SM2 where a region says so; both have an elliptic curve's short signatures.
  mutating func signature(_ key: String, _ meaning: String) -> SignatureAlgorithm {
    let offered: [SignatureAlgorithm] = [.es256, .sm2]
    let name = word(key, meaning, of: offered.map(\.rawValue), default: SignatureAlgorithm.es256.rawValue)
    return SignatureAlgorithm(rawValue: name) ?? .es256
  }
}
