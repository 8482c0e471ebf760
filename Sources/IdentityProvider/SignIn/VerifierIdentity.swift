package import KeyCustody
import LibCrypto

import JOSE

/// Who we are to a wallet: a `client_id` that is bound to the certificate of the key that signs the request
/// (OpenID4VP 1.0 §5.9.3, HAIP 1.0 §5). The audience of a key binding is this whole text, prefix and all.
package struct VerifierIdentity: Sendable, Hashable {
  /// How the `client_id` names the certificate.
  package enum Prefix: String, Sendable, Hashable, CaseIterable {
    /// By the digest of the certificate; what HAIP asks every wallet to understand.
    case x509Hash = "x509_hash"
    /// By a DNS name in the certificate.
    case x509DNSName = "x509_san_dns"
  }

  /// The whole `client_id`.
  package let clientID: String

  /// From a key's certificate, which must not be self-signed (HAIP 1.0 §5); nil where there is none that will do.
  package init?(_ key: CustodyKey, prefix: Prefix) {
    guard let leaf = key.certificateChain.first, !leaf.isSelfIssued else { return nil }
    switch prefix {
    case .x509Hash: clientID = "\(prefix.rawValue):\(Digests.sha256Text(leaf.der))"
    case .x509DNSName:
      guard let name = leaf.dnsNames.first else { return nil }
      clientID = "\(prefix.rawValue):\(name)"
    }
  }
}
