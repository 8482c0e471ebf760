package import OAuthHTTP

/// The endpoints of a login, in the order in which one meets them.
package struct SignInRoom: Room {
  private let signIn: SignIn

  package init(_ signIn: SignIn) { self.signIn = signIn }

  package var apiDescription: APIFragment { APIFragment(PackageResources.wallet_json) }

  package var endpoints: [Endpoint] {
    OrderPageEndpoint(signIn).endpoints + OrderProgressEndpoint(signIn).endpoints
      + OrderChoiceEndpoint(signIn).endpoints + LandingEndpoint(signIn).endpoints
      + WalletRequestEndpoint(signIn).endpoints + WalletResponseEndpoint(signIn).endpoints
      + CompletionEndpoint(signIn).endpoints + ReceiptEndpoint(signIn).endpoints
      + TextSizePage(pages: signIn.pages).endpoints
  }
}
