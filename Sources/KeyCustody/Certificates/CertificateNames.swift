/// What our certificates say of their holder.
package struct CertificateNames: Sendable, Hashable {
  /// The common name, for instance the server's name.
  package let commonName: String
  /// The body that runs it.
  package let organization: String
  /// The hosts that a request's signer may speak for (the client identifier prefix `x509_san_dns`).
  package let dnsNames: [String]

  package init(commonName: String, organization: String, dnsNames: [String]) {
    self.commonName = commonName
    self.organization = organization
    self.dnsNames = dnsNames
  }
}
