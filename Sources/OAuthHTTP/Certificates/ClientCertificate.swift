import JOSE
package import LibCrypto

// Certificates: who showed one at the door. The handshake, or a proxy that is trusted, has proved that the caller holds
// its key; nothing else about it is known: whether it leads to an authority, is still valid, or is anybody's in
// particular is asked by whoever relies on it (RFC 8705).

/// The certificate that the caller of a request showed, and whose key he holds.
package struct ClientCertificate: Sendable, Hashable {
  /// The caller's own.
  package let leaf: Certificate
  /// What he showed beside it, to lead to an authority. In any order, unverified.
  package let intermediates: [Certificate]

  /// What was shown.
  package init(leaf: Certificate, intermediates: [Certificate] = []) {
    self.leaf = leaf
    self.intermediates = intermediates
  }

  /// `x5t#S256` (RFC 8705 §3.1): base64url of the SHA-256 of the DER.
  package var thumbprint: String { Digests.sha256Text(leaf.der) }

  /// The certificate of the request that is being answered; nil outside of any, and where none was shown. It travels
  /// with the task, so that no endpoint at which a client proves itself can forget to ask for it. Nil refuses.
  @TaskLocal package static var current: ClientCertificate?
}
