/// The person who holds a licence in a wallet.
package struct Holder: Sendable, Hashable {
  package let role: HolderRole
  /// The person's name, where it was disclosed.
  package let name: String?
  /// The issuer's identifier of the person: stable within the issuer, never an identity document's number.
  package let id: String
  /// What the person was authorised to do; none for the legal representative.
  package let delegation: Delegation?

  package init(role: HolderRole, name: String?, id: String, delegation: Delegation? = nil) {
    self.role = role
    self.name = name
    self.id = id
    self.delegation = delegation
  }
}
