package import JOSE
package import LibCrypto

/// A key that signs now. What it signs carries its `kid`, and its certificates where the use needs them.
package struct CustodyKey: Sendable, Redacted {
  package let kid: String
  package let slot: KeySlot
  package let dates: KeyDates
  package let certificateChain: [Certificate]
  package let verificationKey: VerificationKey
  /// For words of JOSE that sign in their own way, such as SD-JWT. A handle: with a key in hardware there are no
  /// private bytes behind it.
  package let signingKey: SigningKey
  /// Until when all certificates of the chain are valid.
  let certifiedUntil: NumericDate

  package var use: KeyUse { slot.use }
  package var algorithm: SignatureAlgorithm { slot.algorithm }
  package var createdAt: NumericDate { dates.createdAt }
  package var announcedAt: NumericDate { dates.announcedAt }
  package var signsFrom: NumericDate { dates.signsFrom }
  package var retiresAt: NumericDate { dates.retiresAt }

  init(_ stored: StoredKey, signingKey: SigningKey) {
    kid = stored.kid
    slot = stored.slot
    dates = stored.dates
    certificateChain = stored.certificateChain
    verificationKey = stored.verificationKey
    self.signingKey = signingKey
    certifiedUntil = NumericDate(stored.certificateChain.map(\.notAfter).min() ?? .max)
  }

  /// Signs claims as a compact JWS (RFC 7515 §7.1).
  package func sign(_ claims: JSONObject, type: String?, extraHeader: JSONObject = [:]) throws -> String {
    try JWS.sign(
      claims, type: type, keyID: kid, with: signingKey, certificateChain: certificateChain, extraHeader: extraHeader)
  }

  /// Signs a payload that is no set of claims.
  package func sign(payload: [UInt8], type: String?, extraHeader: JSONObject = [:]) throws -> String {
    try JWS.sign(
      payload: payload, type: type, keyID: kid, with: signingKey, certificateChain: certificateChain,
      extraHeader: extraHeader)
  }

  /// Signs bytes.
  package func signature(for message: [UInt8]) throws -> [UInt8] {
    try signingKey.signature(for: message)
  }

  package var description: String { "CustodyKey(\(slot) \(kid))" }
}
