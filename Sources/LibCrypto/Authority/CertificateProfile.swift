/// What a leaf is for. Every leaf may sign, none may issue, and each says its one purpose.
package enum CertificateProfile: Sendable, Hashable {
  /// Signs the requests a verifier sends to wallets; the names are the verifier's hosts.
  case requestObjects(dnsNames: [String])
  /// Signs licence credentials.
  case credentials
  /// Signs status lists.
  case statusLists
  /// Answers TLS for these names and addresses.
  case server(dnsNames: [String], ipAddresses: [String])
  /// Proves an operator to a TLS server.
  case operatorClient
  /// Answers about the authority's certificates (OCSP).
  case responder

  /// What its extended key usage says.
  package var purpose: CertificatePurpose {
    switch self {
    case .requestObjects: .requestObjects
    case .credentials: .licences
    case .statusLists: .statusLists
    case .server: .tlsServer
    case .operatorClient: .tlsClient
    case .responder: .ocspSigning
    }
  }

  var dnsNames: [String] {
    switch self {
    case .requestObjects(let dnsNames), .server(let dnsNames, _): dnsNames
    case .credentials, .statusLists, .operatorClient, .responder: []
    }
  }

  var ipAddresses: [String] {
    switch self {
    case .server(_, let ipAddresses): ipAddresses
    case .requestObjects, .credentials, .statusLists, .operatorClient, .responder: []
    }
  }
}
