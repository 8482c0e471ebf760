import JOSE

extension ClientAuthentication {
  /// What discovery says of client authentication at the endpoint of this name (RFC 8414 §2, RFC 8705 §2.1.1, §2.2.1).
  func metadata(of endpoint: String, includingPublic: Bool) -> [(String, JSON)] {
    var methods = ClientAuthenticationMethod.names.filter { includingPublic || $0 != "none" }
    if certificates.servesAuthorities { methods.append("tls_client_auth") }
    if certificates.isReachable { methods.append("self_signed_tls_client_auth") }
    return [
      ("\(endpoint)_endpoint_auth_methods_supported", .array(methods.map { .string($0) })),
      (
        "\(endpoint)_endpoint_auth_signing_alg_values_supported",
        signatures.taken.json
      ),
    ]
  }
}
