/// The content encryption algorithms there are (RFC 7518 §5.3).
package enum ContentEncryption: String, Sendable, Hashable, CaseIterable {
  case a128GCM = "A128GCM"
  case a256GCM = "A256GCM"

  /// The length of its key in bytes.
  package var keyLength: Int {
    switch self {
    case .a128GCM: 16
    case .a256GCM: 32
    }
  }
}
