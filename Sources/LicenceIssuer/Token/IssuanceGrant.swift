// The Token room is the licence issuer's authorization server (OpenID4VCI 1.0 §6): it redeems the pre-authorized code of
// the Offer room, and refreshes. A grant is one row, updated in place; its tokens are random and kept as digests.
// The refresh token does not rotate: without a proof by the device key it obtains nothing (RFC 9700 §4.14.2).

package import ELicence
import JOSE
import OAuth

/// What a wallet may obtain: one person's credential of one licence, for one device key.
package struct IssuanceGrant: Sendable, Hashable {
  /// The grant's identifier.
  package let id: String
  /// Whose licence.
  package let uscc: CreditCode
  /// Who holds it.
  package let holderID: String
  /// The `client_id` that the wallet gave at the token endpoint; nil for an anonymous one.
  package let clientID: String?
  /// Whether the token response named credential identifiers, which the wallet must use then (OpenID4VCI 1.0 §8.2).
  package let usesIdentifiers: Bool
  /// The thumbprint of the key of the first credential; every later one is for the same key.
  package let deviceKey: String?

  /// A grant with these facts.
  package init(
    id: String, uscc: CreditCode, holderID: String, clientID: String?, usesIdentifiers: Bool, deviceKey: String?
  ) {
    self.id = id
    self.uscc = uscc
    self.holderID = holderID
    self.clientID = clientID
    self.usesIdentifiers = usesIdentifiers
    self.deviceKey = deviceKey
  }

  /// The one credential dataset of the grant (OpenID4VCI 1.0 §3.3.4); the same at every refresh.
  package var credentialIdentifier: String { "\(LicenceCredential.configurationID):\(uscc.value)" }
}
