import Crypto

/// The digests that JOSE uses.
package enum Digests {
  /// SHA-256 of these bytes.
  package static func sha256(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }

  /// SHA-512 of these bytes.
  package static func sha512(_ bytes: [UInt8]) -> [UInt8] { Array(SHA512.hash(data: bytes)) }

  /// base64url of the SHA-256 of these bytes, as `x5t#S256`, `sd_hash`, thumbprints and code challenges want it.
  package static func sha256Text(_ bytes: [UInt8]) -> String { Base64URL.encode(sha256(bytes)) }
}

/// Whether the bytes are the same, in a time that depends on their number alone.
package func constantTimeEquals(_ left: [UInt8], _ right: [UInt8]) -> Bool {
  guard left.count == right.count else { return false }
  var difference: UInt8 = 0
  for index in left.indices { difference |= left[index] ^ right[index] }
  return difference == 0
}
