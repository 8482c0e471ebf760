package import JOSE

/// The key that a token is bound to (`cnf`, RFC 7800 §3.1): whoever shows the token must prove that he holds it. A token
/// is bound to one key or to none.
package enum Confirmation: Sendable, Hashable {
  /// A key that signs DPoP proofs, by its RFC 7638 thumbprint (`jkt`, RFC 9449 §6.1).
  case dpopKey(thumbprint: String)
  /// A certificate, by the digest of its DER (`x5t#S256`, RFC 8705 §3.1).
  case certificate(thumbprint: String)

  /// Reads `cnf`. Nil where it names no key, several, or one in a way that is not known here: such a token cannot be
  /// confirmed and must not be taken for one that is bound to nothing.
  package init?(_ json: JSON) {
    guard let members = json.object, members.count == 1 else { return nil }
    if let thumbprint = members["jkt"]?.string {
      self = .dpopKey(thumbprint: thumbprint)
    } else if let thumbprint = members["x5t#S256"]?.string {
      self = .certificate(thumbprint: thumbprint)
    } else {
      return nil
    }
  }

  /// What a token says.
  package var json: JSON {
    switch self {
    case .dpopKey(let thumbprint): ["jkt": .string(thumbprint)]
    case .certificate(let thumbprint): ["x5t#S256": .string(thumbprint)]
    }
  }

  /// `token_type` of a token that is bound so (RFC 9449 §5); one that is bound to a certificate is shown like any other.
  package static func tokenType(_ confirmation: Confirmation?) -> String {
    switch confirmation {
    case .dpopKey: "DPoP"
    case .certificate, nil: "Bearer"
    }
  }
}
