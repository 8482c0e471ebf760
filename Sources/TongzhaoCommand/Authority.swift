import ArgumentParser
import JOSE
import TongzhaoServer

/// Certificate authorities in a folder.
struct Authority: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Certificate authorities in a folder, for demonstrations, tests and small regions.",
    subcommands: [Create.self, CertifyServer.self])

  struct Create: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a root: authority.pem and authority.key. Leaves an existing one alone.",
      discussion: "Example: tongzhao authority create keys/region --name 'Example root' --organization 'Example'")

    @Argument(help: "The folder.") var folder: String
    @Option(help: "The root's name.") var name: String
    @Option(help: "Who runs it.") var organization: String

    func run() throws {
      let made = try AuthorityOperations.create(folder: folder, name: name, organization: organization, at: .now())
      print(made ? "\(folder)/authority.pem" : "\(folder)/authority.pem (was there already)")
    }
  }

  struct CertifyServer: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Issue a server certificate with a new key, unless both files are there.",
      discussion: """
        Example: tongzhao authority certify-server keys/local --ip 192.168.1.5 --certificate server.crt --key server.key
        """)

    @Argument(help: "The authority's folder.") var folder: String
    @Option(name: .customLong("dns"), help: "A DNS name of the server; may be repeated.") var dnsNames: [String] = []
    @Option(name: .customLong("ip"), help: "An address of the server; may be repeated.") var addresses: [String] = []
    @Option(help: "Where the certificate goes.") var certificate: String
    @Option(help: "Where the key goes (mode 0600).") var key: String

    func validate() throws {
      if dnsNames.isEmpty, addresses.isEmpty { throw ValidationError("say at least one --dns or --ip") }
    }

    func run() throws {
      try AuthorityOperations.certifyServer(
        folder: folder, dnsNames: dnsNames, ipAddresses: addresses, certificate: certificate, key: key, at: .now())
      print(certificate)
    }
  }
}
