import ELicence
import JOSE
import OAuth

/// What the wallet reads of an issuer's metadata (OpenID4VCI 1.0 §12.2, RFC 8414).
package struct IssuerMetadata: Sendable {
  /// The issuer's name as it gives it, Chinese if it has one. Nobody vouches for it.
  package let displayName: String?
  let tokenEndpoint: WebAddress
  let credentialEndpoint: WebAddress
  let nonceEndpoint: WebAddress?
  let notificationEndpoint: WebAddress?
  /// The configurations that are business licences in our format.
  let licenceConfigurations: [String]
  /// What the key of a licence signs by: the first of the issuer's wishes that this wallet knows, and ES256 where it has
  /// none (HAIP 1.0 §7).
  let keyAlgorithm: SignatureAlgorithm

  static func fetch(
    of issuer: Issuer, authorizationServer wanted: String?, by transport: any WalletTransport
  ) async throws(IssuanceRejection) -> IssuerMetadata {
    let document = try await document("openid-credential-issuer", of: issuer, by: transport)
    // §12.2.3: it must be the very identifier that was asked for.
    guard document["credential_issuer"]?.string?.isExactly(issuer.value) ?? false else { throw .wrongMetadata }
    let servers = document["authorization_servers"]?.array?.compactMap(\.string) ?? [issuer.value]
    guard let server = wanted ?? servers.first, servers.contains(server), let authorization = Issuer(server) else {
      throw .wrongMetadata
    }
    let authorizationDocument = try await Self.document("oauth-authorization-server", of: authorization, by: transport)
    guard authorizationDocument["issuer"]?.string?.isExactly(server) ?? false else { throw .wrongMetadata }
    return try IssuerMetadata(document, authorizationDocument)
  }

  private init(_ document: JSONObject, _ authorization: JSONObject) throws(IssuanceRejection) {
    guard let token = try Self.address(authorization["token_endpoint"]),
      let credential = try Self.address(document["credential_endpoint"])
    else { throw .wrongMetadata }
    tokenEndpoint = token
    credentialEndpoint = credential
    nonceEndpoint = try Self.address(document["nonce_endpoint"])
    notificationEndpoint = try Self.address(document["notification_endpoint"])
    let configurations = document["credential_configurations_supported"]?.object ?? [:]
    let licences = configurations.filter { entry in
      entry.value["format"]?.string == LicenceCredential.format && entry.value["vct"]?.string == LicenceCredential.type
    }
    licenceConfigurations = licences.map(\.name)
    let wishes = licences.flatMap { entry in
      entry.value["proof_types_supported"]?["jwt"]?["proof_signing_alg_values_supported"]?.array ?? []
    }
    keyAlgorithm =
      wishes.compactMap { $0.string.flatMap(SignatureAlgorithm.init(rawValue:)) }
      .first(where: WalletCapabilities.signatures.contains) ?? .es256
    let displays = document["display"]?.array ?? []
    let display = displays.first { $0["locale"]?.string?.hasPrefix("zh") ?? false } ?? displays.first
    displayName = display?["name"]?.string.map { String($0.prefix(100)) }
  }

  /// The well-known part stands between host and path (OpenID4VCI 1.0 §12.2.2, RFC 8414 §3.1).
  private static func document(
    _ name: String, of issuer: Issuer, by transport: any WalletTransport
  ) async throws(IssuanceRejection) -> JSONObject {
    guard let base = WebAddress(issuer.value) else { throw .insecureAddress }
    let path = base.pathAndQuery == "/" ? "" : base.pathAndQuery
    guard let url = WebAddress("\(base.origin)/.well-known/\(name)\(path)") else { throw .insecureAddress }
    do {
      let answer = try await transport.getJSON(url)
      guard answer.status == 200, let json = answer.json else { throw IssuanceRejection.wrongMetadata }
      return json
    } catch {
      throw IssuanceRejection(error)
    }
  }

  private static func address(_ json: JSON?) throws(IssuanceRejection) -> WebAddress? {
    guard let json else { return nil }
    guard let text = json.string else { throw .wrongMetadata }
    guard let address = WebAddress(text) else { throw .insecureAddress }
    return address
  }
}

extension IssuanceRejection {
  init(_ error: any Error) {
    switch error {
    case let rejection as IssuanceRejection: self = rejection
    case WalletTransportFailure.unreachable(let reason): self = .unreachable(reason)
    case WalletTransportFailure.tooLarge: self = .malformedAnswer
    case let rejection as WalletFileRejection: self = .notStored(rejection)
    default: self = .malformedAnswer
    }
  }
}
