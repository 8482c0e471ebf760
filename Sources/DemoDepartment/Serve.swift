import ArgumentParser
import AsyncHTTPClient
import Foundation
import Logging
import OAuth
import OAuthHTTP
import RelyingParty

/// Serves the department until it is asked to stop.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Serve the department.")
  static let clientID = "demo-department"

  @Option(help: "Where to listen, host:port.") var listen: String
  @Option(help: "The department's public address.") var url: String
  @Option(help: "The identity provider's address.") var issuer: String
  @Option(help: "The folder with the file client-secret.") var state: String
  @Option(help: "Root certificates (PEM) to believe beside the system's.") var roots: String?
  @Option(help: "The server's certificate (PEM).") var tlsCertificate: String?
  @Option(help: "The certificate's key (PEM).") var tlsKey: String?

  func run() async throws {
    LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
    guard let address = ListenAddress(listen) else { throw ValidationError("--listen must be host:port") }
    guard let publicURL = Issuer(url) else { throw ValidationError("--url must be an https address") }
    let secretFile = URL(fileURLWithPath: state).appendingPathComponent("client-secret")
    guard let secret = try? String(contentsOf: secretFile, encoding: .utf8) else {
      throw ValidationError("there is no client secret in \(secretFile.path)")
    }
    let client = try OutgoingHTTP.client(trustedRootsFile: roots)
    let configuration = ServerConfiguration(publicURL: publicURL, address: address.bindAddress)
    let assets = StaticAssets(["department.css": PackageResources.department_css])
    let site = DepartmentSite(
      validator: TokenValidator(
        issuer: issuer, audience: Self.clientID, clientID: Self.clientID, httpClient: client),
      introspector: Introspector(
        issuer: issuer, credentials: .secret(secret.trimmingCharacters(in: .newlines), of: Self.clientID),
        httpClient: client),
      pages: try DepartmentPages(style: assets["department.css"] ?? ""),
      now: { Int64(Date().timeIntervalSince1970) })
    try await HTTPProcess.run(
      router: buildRouter(rooms: [site, assets], configuration: configuration), configuration: configuration,
      tls: tlsCertificate.flatMap { certificate in tlsKey.map { TLSFiles(certificate: certificate, key: $0) } },
      logger: Logger(label: "department"))
    try await client.shutdown()
  }
}
