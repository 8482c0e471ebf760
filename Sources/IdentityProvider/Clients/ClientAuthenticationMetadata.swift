import JOSE

/// What discovery says of client authentication at an endpoint (RFC 8414 §2).
enum ClientAuthenticationMetadata {
  /// The members for the endpoint of this name.
  static func members(of endpoint: String, includingPublic: Bool) -> [(String, JSON)] {
    let methods = ClientAuthenticationMethod.names.filter { includingPublic || $0 != "none" }
    return [
      ("\(endpoint)_endpoint_auth_methods_supported", .array(methods.map { .string($0) })),
      (
        "\(endpoint)_endpoint_auth_signing_alg_values_supported",
        .array(SignatureAlgorithm.allCases.map { .string($0.rawValue) })
      ),
    ]
  }
}
