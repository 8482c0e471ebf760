package import OAuth
package import OAuthHTTP

/// A room of the licence issuer. What its endpoints say of themselves is the authorization server's metadata; what it
/// adds here is the credential issuer's (OpenID4VCI 1.0 §12.2.4). Both documents are sums, so neither promises what is
/// not mounted.
package protocol IssuanceRoom: Room {
  /// Its part of the credential issuer's metadata.
  var issuerMetadata: MetadataPart { get }
}
