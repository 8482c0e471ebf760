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
    try sign(
      payload: payload,
      header: header(
        algorithm: key.algorithm, type: type, keyID: keyID, certificateChain: certificateChain, extra: extraHeader),
      with: key)
  }

  /// A protected header as it stands in a token, for those who sign many tokens with one.
  package static func header(
    algorithm: SignatureAlgorithm, type: String?, keyID: String?, certificateChain: [Certificate],
    extra: JSONObject = [:]
  ) -> [UInt8] {
    var header = extra
    header["alg"] = .string(algorithm.rawValue)
    if let type { header["typ"] = .string(type) }
    if let keyID { header["kid"] = .string(keyID) }
    if !certificateChain.isEmpty {
      header["x5c"] = .array(certificateChain.map { .string(Base64.encode($0.der)) })
    }
    var text: [UInt8] = []
    Base64URL.append(header.serialized(), to: &text)
    return text
  }

  /// Signs bytes under a header that was made by ``header(algorithm:type:keyID:certificateChain:extra:)`` for this key.
  package static func sign(payload: [UInt8], header: [UInt8], with key: SigningKey) throws -> String {
    var token: [UInt8] = []
    token.reserveCapacity(header.count + payload.count * 4 / 3 + 128)
    token += header
    token.append(UInt8(ascii: "."))
    Base64URL.append(payload, to: &token)
    let signature = try key.signature(for: token)
    token.append(UInt8(ascii: "."))
    Base64URL.append(signature, to: &token)
    return String(decoding: token, as: UTF8.self)
  }
}
