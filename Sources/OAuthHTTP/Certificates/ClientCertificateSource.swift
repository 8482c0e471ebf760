package import HTTPTypes

/// How a server learns which certificate a caller showed.
package enum ClientCertificateSource: Sendable, Hashable {
  /// It does not: every header that says so is noise.
  case nobody
  /// From the TLS connection.
  case connection
  /// From the proxy in front, which is among the trusted ones and sets (or removes) this header in every request.
  case header(HTTPField.Name)
}
