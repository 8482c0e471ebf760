package import ELicence
package import JOSE
import OAuth

/// Keeps what was issued, each with its place in a status list.
package protocol CredentialStore: Sendable {
  /// Issues a credential, in one transaction: the nonce is used up, the grant bound to the key or found bound to it,
  /// licence and holder are read, every earlier credential of the holder becomes invalid, earlier grants of the holder
  /// (the former phone's) are revoked, and a free random index is taken.
  func issue(_ new: NewCredential, at now: NumericDate) async throws -> CredentialIssuance

  /// Records what the wallet says of a credential of that grant. False when the grant has no such credential.
  func record(_ event: NotificationEvent, of id: String, grant: String) async throws -> Bool
}

/// What became of a request for a credential.
package enum CredentialIssuance: Sendable, Hashable {
  /// It was recorded and can be signed.
  case issued(IssuedCredential)
  /// The access token is not good, or not any more.
  case invalidToken
  /// The nonce was used before.
  case nonceUsed
  /// The grant belongs to another key.
  case otherKey
  /// The person does not hold the licence any more.
  case holderWithdrawn
  /// The licence is in a state in which nobody may use it.
  case licenceNotUsable(LicenceState)
}

/// A credential that was recorded, with what the register said in the same transaction.
package struct IssuedCredential: Sendable, Hashable {
  /// The licence.
  package let licence: RegisteredLicence
  /// The person.
  package let holder: Holder
  /// The holder's identity document, where the register has it.
  package let document: IdentityDocument?
  /// The status list.
  package let list: Int
  /// The index in it.
  package let index: Int

  /// A credential with these facts.
  package init(
    licence: RegisteredLicence, holder: Holder, document: IdentityDocument? = nil, list: Int, index: Int
  ) {
    self.licence = licence
    self.holder = holder
    self.document = document
    self.list = list
    self.index = index
  }
}
