import CZlib

/// The ZLIB format (RFC 1950) over DEFLATE (RFC 1951), as token status lists use it.
package enum Deflate {
  /// Compressed as tightly as zlib can.
  package static func compress(_ bytes: [UInt8]) -> [UInt8] {
    guard let compressed = take(czlib_compress(bytes, bytes.count)) else {
      preconditionFailure("zlib fails to compress only where no memory is left")
    }
    return compressed
  }

  /// The whole content, or nil when it is damaged, incomplete, followed by other bytes, or larger than `limit`. A small
  /// stream that stands for a huge one costs no more than the limit.
  package static func decompress(_ bytes: [UInt8], limit: Int) -> [UInt8]? {
    limit < 0 ? nil : take(czlib_decompress(bytes, bytes.count, limit))
  }

  private static func take(_ bytes: OpaquePointer?) -> [UInt8]? {
    guard let bytes else { return nil }
    defer { czlib_bytes_free(bytes) }
    return Array(UnsafeBufferPointer(start: czlib_bytes_start(bytes), count: czlib_bytes_count(bytes)))
  }
}
