// The Offer room hands a licence to a person: it appoints the holder and makes a credential offer (OpenID4VCI 1.0 §4.1)
// with a pre-authorized code and a transaction code. The Token room redeems the code; the Registry room keeps who
// holds what. The register knows neither code: it keeps a digest of one and a MAC of the other.

package import ELicence
package import JOSE
package import OAuth

/// An offer to be kept.
package struct NewOffer: Sendable {
  /// Whose licence.
  package let uscc: CreditCode
  /// Who shall hold it. A holder of the same role and name is the same person unless `holderID` tells them apart.
  package let role: HolderRole
  /// The person's name; nil takes the representative's name from the particulars.
  package let name: String?
  /// The identifier that the registrar gave the person, if one was given.
  package let holderID: String?
  /// The identifier of a person who is not known yet and was given none.
  package let freshID: String
  /// What the person may do; nil for the legal representative.
  package let delegation: Delegation?
  /// The person's identity document; nil keeps what the register has of a person who is known.
  package let document: IdentityDocument?
  /// The digest of the pre-authorized code.
  package let code: SecretDigest<PreAuthorizedCodeSecret>
  /// The MAC of the transaction code.
  package let transactionCode: SecretDigest<TransactionCode>
  /// How often a wrong transaction code may be tried.
  package let tries: Int
  /// Until when the code may be redeemed.
  package let expiresAt: NumericDate

  /// An offer with these terms.
  package init(
    uscc: CreditCode, role: HolderRole, name: String?, holderID: String?, freshID: String, delegation: Delegation?,
    document: IdentityDocument? = nil, code: SecretDigest<PreAuthorizedCodeSecret>,
    transactionCode: SecretDigest<TransactionCode>, tries: Int, expiresAt: NumericDate
  ) {
    self.uscc = uscc
    self.role = role
    self.name = name
    self.holderID = holderID
    self.freshID = freshID
    self.delegation = delegation
    self.document = document
    self.code = code
    self.transactionCode = transactionCode
    self.tries = tries
    self.expiresAt = expiresAt
  }
}
