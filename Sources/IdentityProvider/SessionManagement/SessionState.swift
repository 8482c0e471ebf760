import JOSE
package import OAuth
import OAuthHTTP

/// What one client's pages watch a login by: `session_state` (OpenID Connect Session Management §2). The salt keeps two
/// clients, and two answers to one client, from being compared.
package struct SessionState: Sendable, Hashable {
  /// A digest, a dot and the salt; no spaces (§2).
  package let value: String

  /// Nil for an address that is no web page's, such as a native application's.
  package init?(of client: ClientID, at address: RegisteredRedirectURI, browser: BrowserState) {
    guard let origin = WebOrigin(of: address.value) else { return nil }
    let salt = Base64URL.encode(Random.bytes(16))
    // As the framed page computes it again, from the origin that the browser vouches for (§3.2).
    let text = "\(client.value) \(origin.value) \(browser.value) \(salt)"
    value = "\(Digests.sha256Text(Array(text.utf8))).\(salt)"
  }
}
