package import OAuthHTTP

/// What a device asks, and the page on which a person types its code.
package struct DeviceRoom: Room {
  let signIn: SignIn
  let authentication: ClientAuthentication
  let logins: any AwaitedLoginStore
  let policy: DevicePolicy

  /// With what its endpoints share.
  package init(
    _ signIn: SignIn, authentication: ClientAuthentication, logins: any AwaitedLoginStore,
    policy: DevicePolicy = DevicePolicy()
  ) {
    self.signIn = signIn
    self.authentication = authentication
    self.logins = logins
    self.policy = policy
  }

  package var apiDescription: APIFragment { APIFragment(PackageResources.device_json) }

  package var endpoints: [Endpoint] {
    [DeviceAuthorizationEndpoint(self).endpoint] + DevicePageEndpoint(self).endpoints
  }
}
