package import LibCrypto

/// Making compact tokens (RFC 7515 §7.1).
package enum JWS {
  /// Signs claims. `alg` is the key's.
  package static func sign(
    _ claims: JSONObject, type: String?, keyID: String?, with key: SigningKey, certificateChain: [Certificate] = [],
    extraHeader: JSONObject = [:]
  ) throws -> String {
    try sign(
      payload: claims.serialized(), type: type, keyID: keyID, with: key, certificateChain: certificateChain,
      extraHeader: extraHeader)
  }

  /// Signs bytes.
  package static func sign(
    payload: [UInt8], type: String?, keyID: String?, with key: SigningKey, certificateChain: [Certificate] = [],
    extraHeader: JSONObject = [:]
  ) throws -> String {
    var header = extraHeader
    header["alg"] = .string(key.algorithm.rawValue)
    if let type { header["typ"] = .string(type) }
    if let keyID { header["kid"] = .string(keyID) }
    if !certificateChain.isEmpty {
      header["x5c"] = .array(certificateChain.map { .string(Base64.encode($0.der)) })
    }
    var token: [UInt8] = []
    token.reserveCapacity(payload.count * 4 / 3 + 512)
    Base64URL.append(header.serialized(), to: &token)
    token.append(UInt8(ascii: "."))
    Base64URL.append(payload, to: &token)
    let signature = try key.signature(for: token)
    token.append(UInt8(ascii: "."))
    Base64URL.append(signature, to: &token)
    return String(decoding: token, as: UTF8.self)
  }
}
