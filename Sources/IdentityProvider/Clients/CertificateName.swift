package import LibCrypto
import JOSE
import OAuthHTTP

/// The one name that a client's certificate must bear (RFC 8705 §2.1.2). Which certificate it is does not matter, so a
/// client may renew it without telling anybody.
package enum CertificateName: Sendable, Hashable {
  /// `tls_client_auth_subject_dn`
  case subject(DistinguishedName)
  /// `tls_client_auth_san_dns`, in lower case.
  case dns(String)
  /// `tls_client_auth_san_uri`
  case uri(String)
  /// `tls_client_auth_san_ip`, 4 or 16 bytes.
  case ip([UInt8])
  /// `tls_client_auth_san_email`
  case email(String)

  /// Whether the certificate bears it. Host names are compared without regard to case (RFC 4343), all else byte for
  /// byte; a wildcard is no name of a client.
  func isBorne(by certificate: Certificate) -> Bool {
    switch self {
    case .subject(let name): certificate.distinguishedName == name
    case .dns(let name): certificate.dnsNames.contains { $0.lowercased().isExactly(name) }
    case .uri(let uri): certificate.uniformResourceIdentifiers.contains { $0.isExactly(uri) }
    case .ip(let address): certificate.ipAddresses.contains { IPAddress.isSame($0, address) }
    case .email(let address): certificate.emailAddresses.contains { $0.isExactly(address) }
    }
  }
}

extension IPAddress {
  /// A certificate may write an IPv4 address as the IPv6 one that stands for it.
  fileprivate static func isSame(_ presented: [UInt8], _ registered: [UInt8]) -> Bool {
    let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]
    let plain = presented.count == 16 && presented.starts(with: mapped) ? Array(presented.dropFirst(12)) : presented
    return plain == registered
  }
}
