import ArgumentParser
import JOSE

/// Prints what the operator of the identity provider registers for this department.
struct Register: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Print this department's client metadata (RFC 7591).")

  @Option(help: "The department's public address.") var url: String
  @Option(help: "The department's folder.") var state: String
  @Flag(help: "Have access tokens signed by SM2 (SGD_SM3_SM2).") var sm2 = false

  func run() throws {
    var document: JSONObject = [
      "client_id": .string(Serve.clientID),
      "client_name": "济源示范区社会保险中心",
      "client_name#en": "Jiyuan Social Insurance Bureau",
      "client_uri": .string(url),
      "grant_types": ["client_credentials"],
      "token_endpoint_auth_method": "client_secret_basic",
      "scope": "licence",
      "tongzhao_introspection_audiences": [.string(Serve.clientID)],
    ]
    if sm2 { document["tongzhao_audience_access_token_alg"] = .string(SignatureAlgorithm.sm2.rawValue) }
    print(JSON.object(document).text)
  }
}
