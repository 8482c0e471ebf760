import Crypto
package import OAuth

/// Transaction codes (OpenID4VCI 1.0 §4.1.1): six digits that the window tells the holder, apart from the offer.
package enum TransactionCodes {
  /// How many digits.
  package static let length = 6

  /// A random code.
  package static func generate(
    using generator: inout some RandomNumberGenerator
  ) -> BearerSecret<TransactionCode> {
    let digits = String(Int.random(in: 0..<1_000_000, using: &generator))
    return BearerSecret(derived: String(repeating: "0", count: length - digits.count) + digits)
  }

  /// What the store keeps: a MAC under the pre-authorized code, which it does not have. A plain digest of six digits
  /// could be undone by trying a million.
  package static func digest(
    _ code: BearerSecret<TransactionCode>, of offer: BearerSecret<PreAuthorizedCodeSecret>
  ) -> SecretDigest<TransactionCode> {
    let key = SymmetricKey(data: Array(offer.revealed().utf8))
    return SecretDigest(
      bytes: Array(HMAC<SHA256>.authenticationCode(for: Array(code.revealed().utf8), using: key)))
  }
}
