/// What holds for every JOSE header, signed or encrypted.
enum HeaderRules {
  /// Decodes a protected header: base64url of a JSON object with distinct names (RFC 7515 §4).
  static func decode(_ part: ArraySlice<UInt8>) throws(JOSERejection) -> JSONObject {
    guard let bytes = Base64URL.decode(part) else { throw .malformed }
    let header: JSONObject
    do throws(JSONError) {
      guard case .object(let members) = try JSON(parsing: bytes, maximumDepth: 8) else {
        throw JSONError.unexpectedByte
      }
      header = members
    } catch {
      throw .malformed
    }
    guard header["alg"]?.string != nil else { throw .malformed }
    for name in ["kid", "typ", "cty"] {
      if let member = header[name], member.string == nil { throw .malformed }
    }
    try refuseCritical(header)
    return header
  }

  /// RFC 7515 §4.1.11: an empty list is malformed; every name in it must be understood, and none is.
  /// `b64` (RFC 7797) changes what is signed and must stand in `crit`; alone it is refused as well.
  private static func refuseCritical(_ header: JSONObject) throws(JOSERejection) {
    if let critical = header["crit"] {
      guard let names = critical.array, !names.isEmpty, names.allSatisfy({ $0.string != nil }) else {
        throw .malformed
      }
      throw .unknownCriticalHeader
    }
    if header["b64"] != nil { throw .unknownCriticalHeader }
  }

  /// RFC 7515 §4.1.9: media types compare without regard to case, and "application/" may be left out
  /// when no other slash follows.
  static func type(_ type: String?, matches expected: String) -> Bool {
    guard let type else { return false }
    return normalized(type) == normalized(expected)
  }

  private static func normalized(_ type: String) -> [UInt8] {
    let lowered = type.utf8.map { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 ? $0 | 0x20 : $0 }
    let prefix = Array("application/".utf8)
    guard lowered.starts(with: prefix) else { return lowered }
    let rest = lowered.dropFirst(prefix.count)
    return rest.contains(UInt8(ascii: "/")) ? lowered : Array(rest)
  }
}
