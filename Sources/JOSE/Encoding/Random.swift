#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Bytes from the system's cryptographic generator. For endpoints; a rule is handed its random values.
package enum Random {
  /// This many bytes.
  package static func bytes(_ count: Int) -> [UInt8] {
    // The system fills so many at a time and no more (getentropy(3)).
    let most = 256
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let length = min(most, count - filled)
      let isFilled = bytes.withUnsafeMutableBytes { buffer in
        buffer.baseAddress.map { getentropy($0 + filled, length) == 0 } ?? false
      }
      // Predictable secrets are worse than none.
      precondition(isFilled, "the system has no random bytes")
      filled += length
    }
    return bytes
  }
}
