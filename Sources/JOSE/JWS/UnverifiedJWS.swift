package import LibCrypto

// The JWS folder signs and verifies compact tokens (RFC 7515) and the claims in them (RFC 7519, RFC 8725).
// A token is first `UnverifiedJWS`: its header may be read to find the key, and its payload is reached through
// `verified(by:type:)`. It reads keys from the JWK folder; JWE and SDJWT share its header rules.

/// A compact JWS whose form is sound and whose signature nobody has looked at.
package struct UnverifiedJWS: Sendable {
  /// The token as it came.
  package let compact: String
  /// The protected header.
  package let header: JSONObject
  /// The bytes that are signed, still to be trusted.
  package let payload: [UInt8]
  /// `x5c` (RFC 7515 §4.1.6), leaf first. Read, not trusted: whoever uses it verifies the chain to an anchor.
  package let certificateChain: [Certificate]?

  private let signingInput: [UInt8]
  private let signature: [UInt8]

  /// Takes the token apart. Refuses one that is too long before reading it.
  package init(compact: String, maximumLength: Int = 65536) throws(JOSERejection) {
    guard compact.utf8.count <= maximumLength else { throw .tooLarge }
    let bytes = Array(compact.utf8)
    let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 3 else { throw .malformed }
    header = try HeaderRules.decode(parts[0])
    guard let payload = Base64URL.decode(parts[1]), let signature = Base64URL.decode(parts[2]) else {
      throw .malformed
    }
    certificateChain = try Self.certificates(header["x5c"])
    self.compact = compact
    self.payload = payload
    self.signature = signature
    signingInput = Array(bytes[..<parts[1].endIndex])
  }

  /// `kid`
  package var keyID: String? { header["kid"]?.string }

  /// `typ`
  package var type: String? { header["typ"]?.string }

  /// `alg`, when it is one that is offered here.
  package var algorithm: SignatureAlgorithm? { header["alg"]?.string.flatMap(SignatureAlgorithm.init(header:)) }

  /// The claims, unverified: to find out whose key to take, and for nothing else.
  package var unverifiedClaims: JSONObject? {
    guard case .object(let claims)? = try? JSON(parsing: payload) else { return nil }
    return claims
  }

  private static func certificates(_ member: JSON?) throws(JOSERejection) -> [Certificate]? {
    guard let member else { return nil }
    guard let texts = member.array, 1...8 ~= texts.count else { throw .malformed }
    var chain: [Certificate] = []
    for text in texts {
      guard let text = text.string, let der = Base64.decode(text) else { throw .malformed }
      do { chain.append(try Certificate(der: der)) } catch { throw .malformed }
    }
    return chain
  }
}

extension UnverifiedJWS {
  /// The payload, when this key signed it. The key decides the algorithm: the header may only agree (RFC 8725 §3.1).
  /// `jku`, `x5u`, `jwk` and `x5c` in the header are not followed. `type` is the required `typ`, nil for any.
  package func verifiedPayload(by key: VerificationKey, type: String?) throws(JOSERejection) -> [UInt8] {
    guard let name = header["alg"]?.string, let algorithm else { throw .unsupportedAlgorithm }
    guard algorithm == key.algorithm else { throw .algorithmMismatch }
    guard key.isNamed(name) else { throw .unsupportedAlgorithm }
    if let type, !HeaderRules.type(self.type, matches: type) { throw .wrongType }
    guard key.isValid(signature: signature, for: signingInput) else { throw .badSignature }
    return payload
  }

  /// The claims, when this key signed them.
  package func verified(by key: VerificationKey, type: String?) throws(JOSERejection) -> JSONObject {
    let payload = try verifiedPayload(by: key, type: type)
    do throws(JSONError) {
      guard case .object(let claims) = try JSON(parsing: payload) else { throw JSONError.unexpectedByte }
      return claims
    } catch {
      throw .malformed
    }
  }

  /// The claims, when the key of this token's `kid` in the set signed them.
  package func verified(by keys: JWKSet, type: String?) throws(JOSERejection) -> JSONObject {
    guard let keyID, let key = keys.key(id: keyID) else { throw .unknownKey }
    return try verified(by: key.key(for: algorithm), type: type)
  }
}
