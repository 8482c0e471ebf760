import COpenSSL

/// Keys from what people can remember.
package enum KeyDerivation {
  /// scrypt (RFC 7914): costs whoever guesses as much memory and time as whoever knows.
  /// - Parameters:
  ///   - cost: N, a power of two.
  ///   - blockSize: r. The work needs 128·N·r bytes of memory.
  ///   - parallelism: p.
  ///   - memoryLimit: bytes; parameters that need more are refused, for they may come from a file.
  package static func scrypt(
    _ password: [UInt8], salt: [UInt8], cost: UInt64, blockSize: UInt64 = 8, parallelism: UInt64 = 1, count: Int = 32,
    memoryLimit: UInt64 = 1 << 30
  ) throws(LibCryptoError) -> [UInt8] {
    let key = takeBytes(
      copenssl_scrypt(
        password, password.count, salt, salt.count, cost, blockSize, parallelism, memoryLimit, count))
    guard let key, key.count == count else { throw .last("derive a key by scrypt") }
    return key
  }
}
