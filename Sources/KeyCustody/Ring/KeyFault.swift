/// What can be wrong with a key at rest.
package enum KeyFault: String, Sendable, Hashable, CaseIterable {
  case privatePartMissing = "the private part is missing"
  case wrongName = "the kid is not the key's thumbprint"
  case doesNotOpen = "the private part does not open under this key-encryption key"
  case tokenDoesNotSign = "the token does not sign with it"
  case otherPrivatePart = "the private part is another key's"
}
