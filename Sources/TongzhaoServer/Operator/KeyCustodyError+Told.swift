import JOSE
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
    case .encryptionKeyUnknown(let id):
      "The database is sealed under the key-encryption key \(id), which is not configured here."
    case .encryptionKeyExchanged: "The key-encryption key was exchanged meanwhile; nothing was changed. Do it again."
    case .encryptionKeyMissing(let id, let hosts):
      "Running without the key-encryption key \(id): \(hosts.joined(separator: ", ")). Put its file there (keys.next-encryption-key-…), or wait 30 s after stopping a server."
    case .encryptionKeyReplaced(let id):
      "The key-encryption key \(id) sealed before and was replaced; it does not come back. Make a new one."
    case .noToken: "No token is configured (keys.hsm)."
    case .notInToken(let algorithm): "\(algorithm.rawValue) keys are not made in a token: ES256 and RS256 are."
    case .keyExists(let kid): "The key is known already: \(kid). A key serves once, in one slot."
    case .unknownKey(let kid): "There is no key \(kid)."
    case .wrongState(let kid, let state): "The key \(kid) is \(state.rawValue)."
    }
  }
}
