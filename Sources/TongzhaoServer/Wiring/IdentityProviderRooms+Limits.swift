extension IdentityProviderRooms {
  /// What is not counted by network address. All else is, also what is mounted one day and not thought of here.
  static let uncounted: Set<String> = [
    // Whole houses ask from one address and prove themselves: they are counted by client.
    "/token", "/introspect", "/revoke", "/userinfo", "/backchannel_authentication", "/auth-request", "/door/login",
    "/door/callback", "/door/logout",
    // Answered from memory.
    "/jwks", "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server", "/openapi.json",
    "/check-session",
    // A page that waits looks again and again, with its cookie.
    "/sign-in/{order}", "/sign-in/{order}/events", "/sign-in/{order}/state", "/sign-in/{order}/qr.svg",
  ]
}
