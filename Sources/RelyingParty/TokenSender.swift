import JOSE
import OAuth

/// What a request showed beside its access token: a department tells it, so that a token that is bound to a key is taken
/// from the key's holder only.
public enum TokenSender: Sendable, Hashable {
  /// Nothing: `Authorization: Bearer`.
  case bearer
  /// `Authorization: DPoP`, with the proof of the DPoP header (RFC 9449 §7.1).
  /// - Parameters:
  ///   - proof: the header's value; there must be one header.
  ///   - method: the request's method, as sent.
  ///   - url: the request's address, as the client knows it.
  case dpop(proof: String, method: String, url: String)
  /// `Authorization: Bearer` over a connection on which the client showed this certificate (DER; RFC 8705 §3).
  case certificate(der: [UInt8])
}

/// Remembers the proofs of the last minute. Bounded: when too many are there, all later ones are refused until some have
/// grown old, for a forgotten proof could be used again.
struct UsedProofs {
  private static let limit = 100_000
  private var names: [[UInt8]: NumericDate] = [:]
  private var sweptAt = NumericDate(0)

  /// True for the first time only.
  mutating func use(_ proof: DPoPProof, at now: NumericDate) -> Bool {
    if now != sweptAt {
      names = names.filter { now < $0.value }
      sweptAt = now
    }
    guard names.count < Self.limit, names[proof.name] == nil else { return false }
    names[proof.name] = proof.forgetAt
    return true
  }
}
