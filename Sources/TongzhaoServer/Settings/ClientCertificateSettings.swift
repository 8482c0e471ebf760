import Foundation
package import HTTPTypes
import IdentityProvider
package import LibCrypto
package import OAuth
package import OAuthHTTP

/// How clients that show a certificate reach the server, and which authorities are believed about them (RFC 8705).
package struct ClientCertificateSettings: Sendable {
  /// A listener of its own that asks for certificates, so that browsers are not asked at the other.
  package let listen: ListenAddress?
  /// The public address of that listener, or of the proxy that asks for certificates.
  package let url: Issuer?
  /// The header in which a trusted proxy hands the certificate on.
  package let header: HTTPField.Name?
  /// Authorities of `tls_client_auth`.
  package let authorities: [Certificate]

  init(_ reader: inout SettingsReader) {
    let listen = reader.text(
      "client-certificates.listen", "where clients with certificates are answered, host:port; needs tls.*")
    self.listen = listen.flatMap { ListenAddress($0) }
    if listen != nil, self.listen == nil {
      reader.wrong("client-certificates.listen", "must be host:port, as 127.0.0.1:8711")
    }
    let url = reader.text("client-certificates.url", "the public address of that listener, or of a proxy's")
    self.url = url.flatMap { Issuer($0) }
    if url != nil, self.url?.isSecure != true {
      reader.wrong("client-certificates.url", "must be an https address without query")
    }
    let header = reader.text(
      "client-certificates.header",
      "header by which http.trusted-proxies hand certificates on (RFC 9440, or PEM with percent escapes)")
    self.header = header.flatMap { HTTPField.Name($0) }
    if header != nil, self.header == nil { reader.wrong("client-certificates.header", "must be the name of a header") }
    let roots = reader.file("client-certificates.roots-file", "authorities of tls_client_auth (PEM)")
    var authorities: [Certificate] = []
    if let roots {
      do {
        authorities = try Certificate.certificates(inPEM: String(contentsOfFile: roots, encoding: .utf8))
      } catch {
        reader.wrong("client-certificates.roots-file", "holds no certificates: \(error)")
      }
    }
    self.authorities = authorities
    if url != nil, listen == nil, header == nil {
      reader.wrong("client-certificates.url", "needs client-certificates.listen or client-certificates.header")
    }
  }

  /// What the rooms are told.
  var trust: ClientCertificateTrust {
    ClientCertificateTrust(authorities: authorities, isReachable: listen != nil || header != nil)
  }
}
