// The licence as a credential: an SD-JWT VC (draft-ietf-oauth-sd-jwt-vc) under HAIP 1.0. Here are its names and its
// claims; the issuer signs them, the wallet keeps them, Presentation/ verifies them.

package import JOSE

/// The names and claims of the business licence as a credential.
package enum LicenceCredential {
  /// `vct`
  package static let type = "urn:tongzhao:credential:business-licence:1"
  /// The key of `credential_configurations_supported` (OpenID4VCI 1.0 §12.2.4).
  package static let configurationID = "business_licence_sd_jwt"
  /// `format`, and the `typ` of the issuer-signed JWT.
  package static let format = "dc+sd-jwt"
  /// The `typ` of the key-binding JWT (RFC 9901 §4.3).
  package static let keyBindingType = "kb+jwt"

  /// The claims about the person who holds the licence.
  package static let holderClaimNames = [
    "holder_role", "holder_name", "holder_id", "delegation", IdentityDocument.typeClaim, IdentityDocument.numberClaim,
  ]
  /// All claims that the holder may disclose or keep, in order.
  package static let disclosable = Particulars.claimNames + ["registration_state"] + holderClaimNames
  /// What every login needs: whose licence, in which state, held by whom in which role.
  package static let coreClaims = ["uscc", "registration_state", "holder_role", "holder_id"]

  /// What the issuer signs.
  package struct Claims: Sendable {
    /// In the clear.
    package let open: JSONObject
    /// Behind digests, in order.
    package let disclosable: [(String, JSON)]
  }

  /// The claims of a licence in a holder's hand.
  ///
  /// Every disclosable claim is there, `null` where the face shows nothing. So a query that names a claim matches every
  /// licence (a wallet must refuse a query for a claim that a credential lacks, OpenID4VP 1.0 §6.4.1), and the number
  /// of digests tells nobody what kind of entity it is.
  package static func claims(
    _ particulars: Particulars, state: LicenceState, holder: Holder, document: IdentityDocument? = nil, issuer: String,
    issuedAt: NumericDate, expires: NumericDate, asOf: NumericDate, holderKey: VerificationKey,
    status: StatusListReference
  ) -> Claims {
    let open: JSONObject = [
      "iss": .string(issuer), "vct": .string(type), "iat": .integer(issuedAt.seconds),
      "exp": .integer(expires.seconds), "as_of": .integer(asOf.seconds),
      "cnf": ["jwk": .object(holderKey.jwk)], "status": status.json,
    ]
    let disclosable = disclosable.map { name -> (String, JSON) in
      let value: JSON? =
        switch name {
        case "registration_state": .string(state.rawValue)
        case "holder_role": .string(holder.role.rawValue)
        case "holder_name": holder.name.map(JSON.string)
        case "holder_id": .string(holder.id)
        case "delegation": holder.delegation?.json
        case IdentityDocument.typeClaim: document.map { .string($0.type.rawValue) }
        case IdentityDocument.numberClaim: document.map { .string($0.number) }
        default: particulars.claim(name)
        }
      return (name, value ?? .null)
    }
    return Claims(open: open, disclosable: disclosable)
  }
}
