// The state of credentials by Token Status List (draft-ietf-oauth-status-list): a packed list, the token that carries
// it, and the promise by which the verifier asks. Fetching and caching belong to whoever keeps the promise.

package import JOSE
import LibCrypto

/// A list of statuses of 1, 2, 4 or 8 bits, packed from the least significant bit of each byte up
/// (Token Status List §4.1).
package struct StatusList: Sendable, Hashable {
  /// The statuses that we set (Token Status List §7.1).
  package enum Status: UInt8, Sendable, Hashable, CaseIterable {
    case valid = 0
    case invalid = 1
    case suspended = 2
  }

  /// Bits of one status.
  package let bits: Int
  /// The packed statuses.
  package private(set) var bytes: [UInt8]

  /// How many statuses fit.
  package var count: Int { bytes.count * 8 / bits }

  /// A list whose statuses are all valid. Two bits hold the three statuses that we set.
  package init(count: Int, bits: Int = 2) {
    precondition(Self.sizes.contains(bits) && count >= 0, "a status has 1, 2, 4 or 8 bits")
    self.bits = bits
    bytes = [UInt8](repeating: 0, count: (count * bits + 7) / 8)
  }

  /// The status at that index, which must be in the list; see `status(at:)` for an index that somebody else chose.
  package subscript(index: Int) -> UInt8 {
    get {
      let bit = index * bits
      return (bytes[bit >> 3] >> UInt8(bit & 7)) & Self.mask(bits)
    }
    set {
      let bit = index * bits
      let mask = Self.mask(bits) << UInt8(bit & 7)
      bytes[bit >> 3] = (bytes[bit >> 3] & ~mask) | ((newValue << UInt8(bit & 7)) & mask)
    }
  }

  /// What the list says of that index. A status that we do not know is no reason to trust: it counts as invalid.
  /// An index outside the list is unknown (Token Status List §8.3), hence unavailable.
  package func status(at index: Int) -> CredentialStatus {
    guard index >= 0, index < count else { return .unavailable }
    return switch Status(rawValue: self[index]) {
    case .valid: .valid
    case .suspended: .suspended
    case .invalid, nil: .invalid
    }
  }

  /// The member `lst`: zlib, then base64url (Token Status List §4.2).
  package func encoded() -> String { Base64URL.encode(Deflate.compress(bytes)) }

  /// Reads the member `lst`. The limit is on the unpacked list: a few bytes can unpack to very many.
  package init?(decoding text: String, bits: Int, limit: Int = 1 << 22) {
    guard Self.sizes.contains(bits), let packed = Base64URL.decode(text),
      let bytes = Deflate.decompress(packed, limit: limit)
    else { return nil }
    self.bits = bits
    self.bytes = bytes
  }

  /// The claim `status_list`.
  package var json: JSON { ["bits": .integer(Int64(bits)), "lst": .string(encoded())] }

  /// Reads the claim `status_list`.
  package init?(json: JSON) {
    guard let bits = json["bits"]?.integer, let text = json["lst"]?.string, (1...8).contains(bits) else { return nil }
    self.init(decoding: text, bits: Int(bits))
  }

  private static let sizes: Set<Int> = [1, 2, 4, 8]
  private static func mask(_ bits: Int) -> UInt8 { UInt8(truncatingIfNeeded: (1 << bits) - 1) }
}
