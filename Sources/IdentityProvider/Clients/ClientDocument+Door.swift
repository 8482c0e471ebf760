extension ClientDocument {
  /// Whether the client is an old system behind nginx, see `Door`. Its nginx proves itself by a secret, and logins come
  /// back to the door's address on the system's host; without both there would be a door that nobody can open.
  func hasDoor(
    authentication: ClientAuthenticationMethod, redirects: [RegisteredRedirectURI]
  ) throws(ClientMetadataRejection) -> Bool {
    let member = "tongzhao_door"
    guard try flag(member) else { return false }
    guard authentication.name == ClientAuthenticationMethod.clientSecretBasic.name else {
      throw .init("token_endpoint_auth_method", .inconsistent)
    }
    guard !redirects.isEmpty, redirects.allSatisfy({ $0.value.hasSuffix(DoorHost.callbackPath) }) else {
      throw .init("redirect_uris", .inconsistent)
    }
    return true
  }
}
