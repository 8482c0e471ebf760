package import OAuth

/// The first questions to a request: may anybody be answered, and where.
package enum AuthorizationRules {
  /// The client id, once no parameter comes twice.
  package static func clientID(of parameters: ParameterList) throws(ShownRefusal) -> ClientID {
    do { try parameters.requireNoDuplicates() } catch { throw .duplicateParameter }
    guard let text = single("client_id", of: parameters) else { throw .missingClient }
    guard let id = ClientID(text) else { throw .unknownClient }
    return id
  }

  /// The client and the address that may be answered. Only what comes back from here can be redirected to.
  package static func addressee(
    of parameters: ParameterList, client: Client?
  ) throws(ShownRefusal) -> (client: Client, address: RegisteredRedirectURI) {
    guard let client else { throw .unknownClient }
    guard let presented = single("redirect_uri", of: parameters) else { throw .missingRedirectURI }
    guard let address = client.redirectURI(matching: presented) else { throw .unregisteredRedirectURI }
    return (client, address)
  }

  private static func single(_ name: String, of parameters: ParameterList) -> String? {
    do { return try parameters.single(name) } catch { return nil }
  }
}
