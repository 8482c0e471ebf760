package import OAuthHTTP

/// What a client asks, and the page that its link leads to.
package struct BackchannelRoom: Room {
  let signIn: SignIn
  let authentication: ClientAuthentication
  let reader: BackchannelRequestReader
  let logins: any AwaitedLoginStore
  let policy: BackchannelPolicy

  /// With what its endpoints share.
  package init(
    _ signIn: SignIn, authentication: ClientAuthentication, reader: BackchannelRequestReader,
    logins: any AwaitedLoginStore, policy: BackchannelPolicy = BackchannelPolicy()
  ) {
    self.signIn = signIn
    self.authentication = authentication
    self.reader = reader
    self.logins = logins
    self.policy = policy
  }

  package var apiDescription: APIFragment { APIFragment(PackageResources.backchannel_json) }

  package var endpoints: [Endpoint] {
    [BackchannelAuthenticationEndpoint(self).endpoint] + BackchannelPageEndpoint(self).endpoints
  }
}
