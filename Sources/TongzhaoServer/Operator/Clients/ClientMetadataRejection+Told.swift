package import IdentityProvider

extension ClientMetadataRejection: OperatorFault {
  package var isRefusal: Bool { false }
  package var lines: [String] { [description] }
}
