extension ClientDocument {
  /// `authorization_details_types` (RFC 9396 §10): the types that the client may use; none when it is left out.
  func authorizationDetailsTypes() throws(ClientMetadataRejection) -> [String] {
    let member = "authorization_details_types"
    let types = try strings(member)
    guard types.allSatisfy(AuthorizationDetails.types.contains) else { throw .init(member, .unsupported) }
    return types
  }
}
