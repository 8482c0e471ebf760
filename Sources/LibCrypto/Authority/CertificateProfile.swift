/// What a leaf is for. Every leaf may sign and none may issue.
package enum CertificateProfile: Sendable, Hashable {
  /// Signs the requests a verifier sends to wallets; the names are the verifier's hosts.
  case requestObjects(dnsNames: [String])
  /// Signs credentials.
  case credentials
  /// Answers TLS for these names and addresses.
  case server(dnsNames: [String], ipAddresses: [String])

  var dnsNames: [String] {
    switch self {
    case .requestObjects(let dnsNames), .server(let dnsNames, _): dnsNames
    case .credentials: []
    }
  }

  var ipAddresses: [String] {
    switch self {
    case .server(_, let ipAddresses): ipAddresses
    case .requestObjects, .credentials: []
    }
  }

  var isServer: Bool {
    switch self {
    case .server: true
    case .requestObjects, .credentials: false
    }
  }
}
