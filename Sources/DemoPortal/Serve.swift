import ArgumentParser
import AsyncHTTPClient
import Foundation
import Logging
import OAuth
import OAuthHTTP
import RelyingParty

/// Serves the portal until it is asked to stop.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Serve the portal.")

  @Option(help: "Where to listen, host:port.") var listen: String
  @Option(help: "The portal's public address.") var url: String
  @Option(help: "The identity provider's address.") var issuer: String
  @Option(help: "The department's address.") var department: String
  @Option(help: "The folder that keeps the portal's key.") var state: String
  @Option(help: "The portal's identifier.") var clientID = "demo-portal"
  @OptionGroup var signature: SignatureOption
  @Option(help: "Root certificates (PEM) to believe beside the system's.") var roots: String?
  @Option(help: "The server's certificate (PEM).") var tlsCertificate: String?
  @Option(help: "The certificate's key (PEM).") var tlsKey: String?

  func run() async throws {
    LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
    guard let address = ListenAddress(listen) else { throw ValidationError("--listen must be host:port") }
    guard let publicURL = Issuer(url) else { throw ValidationError("--url must be an https address") }
    guard let departmentOrigin = WebOrigin(of: department) else {
      throw ValidationError("--department must be an address")
    }
    guard let providerOrigin = WebOrigin(of: issuer) else { throw ValidationError("--issuer must be an address") }
    let client = try OutgoingHTTP.client(trustedRootsFile: roots)
    let portal = Portal(
      issuer: issuer, credentials: try PortalKey.opened(in: state, by: signature.algorithm).credentials(of: clientID),
      redirectURI: url + "/callback",
      idTokenAlgorithm: signature.name, httpClient: client)
    let now: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970) }
    let sessions = PortalSessions()
    let notices = LogoutNotices(
      verifier: LogoutTokenVerifier(issuer: issuer, clientID: clientID, algorithm: signature.name, httpClient: client),
      issuer: issuer, sessions: sessions, now: now)
    let configuration = ServerConfiguration(publicURL: publicURL, address: address.bindAddress)
    let assets = StaticAssets(["portal.css": PackageResources.portal_css])
    let site = PortalSite(
      portal: portal, issuer: issuer, publicURL: publicURL, department: departmentOrigin, provider: providerOrigin,
      pages: try PortalPages(style: assets["portal.css"] ?? ""), sessions: sessions, now: now)
    try await HTTPProcess.run(
      router: buildRouter(rooms: [site, notices, assets], configuration: configuration), configuration: configuration,
      tls: tlsCertificate.flatMap { certificate in tlsKey.map { TLSFiles(certificate: certificate, key: $0) } },
      logger: Logger(label: "portal"))
    try await client.shutdown()
  }
}
