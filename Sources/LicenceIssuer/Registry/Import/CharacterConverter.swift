#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Converts between encodings with the system's `iconv`, which knows all of GB18030 with its four-byte characters.
/// One conversion at a time: it belongs to one reader or writer.
final class CharacterConverter {
  private let descriptor: iconv_t

  /// Nothing when the system does not know the pair.
  init?(from source: ImportEncoding, to target: ImportEncoding) {
    guard let descriptor = iconv_open(target.rawValue, source.rawValue), Int(bitPattern: descriptor) != -1 else {
      return nil
    }
    self.descriptor = descriptor
  }

  deinit { iconv_close(descriptor) }

  /// The converted bytes; nothing when a character is invalid, cut off or not in the target. Nothing is replaced.
  func convert(_ bytes: [UInt8]) -> [UInt8]? {
    iconv(descriptor, nil, nil, nil, nil)
    // No character of either encoding takes more than twice the bytes of its counterpart.
    return [UInt8](unsafeUninitializedCapacity: bytes.count * 2 + 8) { target, count in
      var input = bytes
      let remaining = input.withUnsafeMutableBytes { source -> Int in
        var from = source.baseAddress?.assumingMemoryBound(to: CChar.self)
        var fromLeft = source.count
        return target.withMemoryRebound(to: CChar.self) { target -> Int in
          var to = target.baseAddress
          var toLeft = target.count
          let result = iconv(descriptor, &from, &fromLeft, &to, &toLeft)
          guard result != -1, fromLeft == 0 else { return -1 }
          return toLeft
        }
      }
      count = remaining < 0 ? 0 : target.count - remaining
    }.nilIfEmpty(unless: bytes.isEmpty)
  }
}

extension [UInt8] {
  fileprivate func nilIfEmpty(unless wasEmpty: Bool) -> [UInt8]? { isEmpty && !wasEmpty ? nil : self }
}
