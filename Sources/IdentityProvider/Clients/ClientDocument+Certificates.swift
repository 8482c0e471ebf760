import JOSE
import LibCrypto
import OAuth
import OAuthHTTP

extension ClientDocument {
  /// The one name of `tls_client_auth` (RFC 8705 §2.1.2: exactly one member says it).
  func certificateName() throws(ClientMetadataRejection) -> CertificateName {
    let members = Self.certificateMembers.filter { self.members[$0] != nil }
    guard let member = members.first else { throw .init("tls_client_auth_subject_dn", .missing) }
    guard members.count == 1 else { throw .init(members[1], .inconsistent) }
    guard let text = try string(member), let name = Self.name(member, text) else { throw .init(member, .malformed) }
    return name
  }

  private static let certificateMembers = [
    "tls_client_auth_subject_dn", "tls_client_auth_san_dns", "tls_client_auth_san_uri", "tls_client_auth_san_ip",
    "tls_client_auth_san_email",
  ]

  private static func name(_ member: String, _ text: String) -> CertificateName? {
    switch member {
    case "tls_client_auth_subject_dn": DistinguishedName(text).map { .subject($0) }
    case "tls_client_auth_san_dns": isPlain(text) && !text.contains("*") ? .dns(text.lowercased()) : nil
    case "tls_client_auth_san_uri": isPlain(text) && text.contains(":") ? .uri(text) : nil
    case "tls_client_auth_san_ip": IPAddress(text).map { .ip($0.bytes) }
    default: isPlain(text) && text.contains("@") ? .email(text) : nil
    }
  }

  private static func isPlain(_ text: String) -> Bool { text.utf8.allSatisfy { 0x21...0x7E ~= $0 } }
}
