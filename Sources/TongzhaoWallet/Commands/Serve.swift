import ArgumentParser
import Foundation
import LibCrypto
import Logging
import OAuth
import OAuthHTTP

/// Serves the web wallet: files and its configuration. Keys and licences never leave the browser that made them.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "提供网页钱包。Serve the web wallet, on an origin of its own.",
    discussion: """
      Example: tongzhao-wallet serve --listen 127.0.0.1:8703 --url http://127.0.0.1:8703 --trust anchors.pem
      """)

  @Option(help: "Where to listen, host:port.") var listen: String
  @Option(help: "The web wallet's public address.") var url: String
  @Option(help: "Root certificates (PEM) of those who may ask and issue.") var trust: String
  @Option(help: "An origin that the web wallet may speak to: a login service or an issuer. May be repeated.")
  var allowOrigin: [String] = []
  @Option(help: "The server's certificate (PEM).") var tlsCertificate: String?
  @Option(help: "The certificate's key (PEM).") var tlsKey: String?

  func run() async throws {
    guard let address = ListenAddress(listen) else { throw ValidationError("--listen must be host:port") }
    guard let publicURL = Issuer(url) else { throw ValidationError("--url must be an https address") }
    guard (tlsCertificate == nil) == (tlsKey == nil) else {
      throw ValidationError("--tls-certificate and --tls-key belong together")
    }
    let origins = try allowOrigin.map { text in
      guard let origin = WebOrigin(of: text) else {
        throw ValidationError("--allow-origin must be an address: \(text)")
      }
      return origin
    }
    guard let pem = FileManager.default.contents(atPath: trust),
      let anchors = try? Certificate.certificates(inPEM: String(decoding: pem, as: UTF8.self)), !anchors.isEmpty
    else { throw ValidationError("--trust must be a file with certificates") }
    LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
    let configuration = ServerConfiguration(publicURL: publicURL, address: address.bindAddress)
    let site = WebWalletSite(publicURL: publicURL, anchors: anchors, origins: origins)
    try await HTTPProcess.run(
      router: buildRouter(rooms: [site, site.assets], configuration: configuration), configuration: configuration,
      tls: tlsCertificate.flatMap { certificate in tlsKey.map { TLSFiles(certificate: certificate, key: $0) } },
      logger: Logger(label: "web-wallet"))
  }
}
