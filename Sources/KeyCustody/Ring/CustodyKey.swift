package import JOSE
package import LibCrypto
import Tracing

/// A key that signs now. What it signs carries its `kid`, and its certificates where the use needs them.
package struct CustodyKey: Sendable, Redacted {
  package let kid: String
  package let slot: KeySlot
  package let dates: KeyDates
  package let certificateChain: [Certificate]
  package let verificationKey: VerificationKey
  private let opening: KeyOpening
  private let headers = WrittenHeaders()
  /// Until when all certificates of the chain are valid.
  let certifiedUntil: NumericDate

  /// The hand to the token that it is in.
  var held: HeldKey? { if case .held(let key) = opening { key } else { nil } }

  package var use: KeyUse { slot.use }
  package var algorithm: SignatureAlgorithm { slot.algorithm }
  package var createdAt: NumericDate { dates.createdAt }
  package var announcedAt: NumericDate { dates.announcedAt }
  package var signsFrom: NumericDate { dates.signsFrom }
  package var retiresAt: NumericDate { dates.retiresAt }

  init(_ stored: StoredKey, _ opening: KeyOpening) {
    kid = stored.kid
    slot = stored.slot
    dates = stored.dates
    certificateChain = stored.certificateChain
    verificationKey = stored.verificationKey
    self.opening = opening
    certifiedUntil = NumericDate(stored.certificateChain.map(\.notAfter).min() ?? .max)
  }

  /// For words of JOSE that sign in their own way, such as SD-JWT: `work` is done here, or for a key in a token on one of
  /// the token's threads, so that nobody else waits for it. Throws `SignerUnavailable` while the token does not answer.
  package func signing<T: Sendable>(_ work: @escaping @Sendable (SigningKey) throws -> T) async throws -> T {
    // A span of its own where the signature belongs to a request: a key in hardware may take its time.
    guard ServiceContext.current != nil else { return try await opening.signing(work) }
    return try await withSpan("signature") { span in
      span.attributes["tongzhao.key.use"] = use.rawValue
      span.attributes["tongzhao.key.algorithm"] = algorithm.rawValue
      return try await opening.signing(work)
    }
  }

  /// Signs claims as a compact JWS (RFC 7515 §7.1).
  package func sign(_ claims: JSONObject, type: String?, extraHeader: JSONObject = [:]) async throws -> String {
    try await sign(payload: claims.serialized(), type: type, extraHeader: extraHeader)
  }

  /// Signs a payload that is no set of claims.
  package func sign(payload: [UInt8], type: String?, extraHeader: JSONObject = [:]) async throws -> String {
    let written = extraHeader.isEmpty ? headers.header(type) { header(type) } : header(type, extraHeader)
    return try await signing { try JWS.sign(payload: payload, header: written, with: $0) }
  }

  private func header(_ type: String?, _ extra: JSONObject = [:]) -> [UInt8] {
    JWS.header(algorithm: algorithm, type: type, keyID: kid, certificateChain: certificateChain, extra: extra)
  }

  /// Signs bytes.
  package func signature(for message: [UInt8]) async throws -> [UInt8] {
    try await signing { try $0.signature(for: message) }
  }

  package var description: String { "CustodyKey(\(slot) \(kid))" }
}
