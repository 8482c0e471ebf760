import COpenSSL

// This room is the only one that sees pointers. Everything that leaves it is a Swift value or a final class which owns
// its pointer and frees it. Below it stand the C targets COpenSSL and CZlib; above it JOSE, the key custody and
// whoever reads certificates.

/// Turns what the C side allocated into Swift bytes and frees it.
func takeBytes(_ bytes: OpaquePointer?) -> [UInt8]? {
  guard let bytes else { return nil }
  defer { copenssl_bytes_free(bytes) }
  return Array(UnsafeBufferPointer(start: copenssl_bytes_start(bytes), count: copenssl_bytes_count(bytes)))
}

func takeText(_ bytes: OpaquePointer?) -> String? {
  takeBytes(bytes).map { String(decoding: $0, as: UTF8.self) }
}

extension LibCryptoError {
  /// The reason libcrypto noted last on this thread. The note is used up by reading it.
  static func last(_ operation: String) -> LibCryptoError {
    var reason = [UInt8](repeating: 0, count: 200)
    let count = copenssl_take_reason(&reason, reason.count)
    return LibCryptoError(
      operation: operation, reason: count == 0 ? "refused" : String(decoding: reason[..<count], as: UTF8.self))
  }
}
