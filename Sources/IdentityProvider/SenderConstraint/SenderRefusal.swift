import OAuth
import OAuthHTTP

/// Why whoever asks is not believed to hold the key.
enum SenderRefusal: Error, Sendable, Hashable {
  /// The client's tokens are bound to DPoP keys and it sent no proof; or a token is, and none came with it.
  case missingProof
  /// More than one `DPoP` header.
  case severalProofs
  case proof(DPoPRejection)
  /// It was used before.
  case replayedProof
  /// The proof must have a nonce of this server; here is one.
  case nonceNeeded(String)
  /// The client's tokens are bound to certificates, or a token is, and none was shown.
  case missingCertificate
  /// Grant, code or token is bound to another key.
  case otherKey
  /// A token that is bound to a DPoP key was shown as one that anybody may bear.
  case boundToken
  /// A token that is bound to nothing was shown as one that is bound to a DPoP key (RFC 9449 §7.1).
  case unboundToken

  /// What a client is told that asks for tokens (RFC 9449 §5, §8).
  var tokenError: OAuthError {
    switch self {
    case .nonceNeeded(let nonce):
      OAuthError(.useDPoPNonce, explanation, dpopNonce: nonce)
    case .severalProofs, .proof, .replayedProof: OAuthError(.invalidDPoPProof, explanation)
    case .missingProof, .missingCertificate: OAuthError(.invalidRequest, explanation)
    case .otherKey, .boundToken, .unboundToken: OAuthError(.invalidGrant, explanation)
    }
  }

  /// What somebody is told who shows an access token (RFC 9449 §7.1, §9; RFC 8705 §3).
  var resourceError: OAuthError {
    switch self {
    case .nonceNeeded(let nonce):
      OAuthError(.useDPoPNonce, explanation, status: 401, challenge: .dpop, dpopNonce: nonce)
    case .severalProofs, .proof, .replayedProof:
      OAuthError(.invalidDPoPProof, explanation, status: 401, challenge: .dpop)
    case .missingProof, .boundToken, .unboundToken: OAuthError(.invalidToken, explanation, challenge: .dpop)
    case .missingCertificate, .otherKey: OAuthError(.invalidToken, explanation)
    }
  }

  private var explanation: String {
    switch self {
    case .missingProof: "send a proof in the DPoP header: these tokens are bound to a key"
    case .severalProofs: "send one DPoP header"
    case .proof(let rejection): rejection.explanation
    case .replayedProof: "the DPoP proof was used before: make a new one for each request"
    case .nonceNeeded: "put the nonce of the DPoP-Nonce header into the DPoP proof"
    case .missingCertificate: "show the client's certificate in the TLS handshake: these tokens are bound to it"
    case .otherKey: "this is bound to another key than the one that was proved"
    case .boundToken: "show this token by Authorization: DPoP, with a proof in the DPoP header"
    case .unboundToken: "this token is not bound to a DPoP key: show it by Authorization: Bearer"
    }
  }

  /// What it is counted under.
  var kind: SenderRefusal {
    if case .nonceNeeded = self { .nonceNeeded("") } else { self }
  }

  /// The label of its counter.
  var label: String {
    if case .proof(let rejection) = self { "dpop_" + LabelValue.of(rejection) } else { LabelValue.of(kind) }
  }

  /// One of each.
  static let kinds: [SenderRefusal] =
    [.missingProof, .severalProofs] + DPoPRejection.allCases.map(SenderRefusal.proof) + [
      .replayedProof, .nonceNeeded(""), .missingCertificate, .otherKey, .boundToken, .unboundToken,
    ]
}
