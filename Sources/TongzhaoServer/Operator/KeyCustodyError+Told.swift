package import KeyCustody

extension KeyCustodyError: OperatorFault {
  package var lines: [String] { [sentence] }

  private var sentence: String {
    switch self {
    case .noSigningKey(let slot): "No key signs in \(slot)."
    case .certificateExpired(let kid): "The certificate of \(kid) has expired."
    case .alreadyAnnounced(let kid): "A successor is announced already: \(kid)."
    case .announcementTooShort(let seconds):
      "A key must be announced for longer than the longest max-age of the key set, which is \(seconds) s."
    case .noAuthority(let use): "\(use.rawValue) needs a certificate, and no authority is configured to issue one."
    case .authorityExpires(let use): "The authority's own certificate ends before a \(use.rawValue) key would have to."
    case .noSecret(let purpose): "No secret for \(purpose.rawValue) is in use yet."
    case .permanentSecret(let purpose): "The secret for \(purpose.rawValue) cannot be changed."
    case .unknownKey(let kid): "There is no key \(kid)."
    case .wrongState(let kid, let state): "The key \(kid) is \(state.rawValue)."
    }
  }
}
