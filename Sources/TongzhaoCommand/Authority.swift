import ArgumentParser
import JOSE
import LibCrypto
import TongzhaoServer

/// Certificate authorities in a folder.
struct Authority: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "authority",
    abstract: "Certificate authorities in a folder, for demonstrations, tests and small regions.",
    subcommands: [Create.self, CertifyServer.self, ListRevoked.self])

  struct Create: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "create",
      abstract:
        "Make a root, or an authority below another: authority.pem and authority.key. Leaves an existing one alone.",
      discussion: """
        Example: tongzhao authority create keys/region --name 'Example root' --organization 'Example'
        By SM2: tongzhao authority create keys/region --name 'Example root' --organization 'Example' --algorithm SGD_SM3_SM2
        """)

    @Argument(help: "The folder.") var folder: String
    @Option(help: "The root's name.") var name: String
    @Option(help: "Who runs it.") var organization: String
    @Option(
      help: "What a root signs by: ES256 or SGD_SM3_SM2 (SM2). Whoever is below signs as it does.",
      completion: .list(["ES256", "SGD_SM3_SM2"]))
    var algorithm = "ES256"
    @Option(help: "The folder of the authority above, which certifies this one.", completion: .directory)
    var under: String?

    func validate() throws { _ = try kind }

    private var kind: CertificateAuthority.Algorithm {
      get throws {
        switch SignatureAlgorithm(header: algorithm) {
        case .es256: .p256
        case .sm2: .sm2
        case .edDSA, .rs256, .ps256, nil: throw ValidationError("an authority signs by ES256 or SGD_SM3_SM2")
        }
      }
    }

    func run() throws {
      let made = try AuthorityOperations.create(
        folder: folder, name: name, organization: organization, algorithm: try kind, under: under, at: .now())
      print(made ? "\(folder)/authority.pem" : "\(folder)/authority.pem (was there already)")
    }
  }

  struct ListRevoked: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list-revoked",
      abstract: "Write the list of all certificates that an authority has revoked (CRL, RFC 5280).",
      discussion:
        "Example: tongzhao authority list-revoked keys/region --revoked old-issuer.pem --output region.crl.pem")

    @Argument(help: "The authority's folder.") var folder: String
    @Option(help: "A certificate that it has revoked (PEM); may be repeated, and all of them are named each time.")
    var revoked: [String] = []
    @Option(help: "For how many days the list is good.") var days = 7
    @Option(help: "Where the list goes (PEM).") var output: String

    func validate() throws {
      if !(1...366).contains(days) { throw ValidationError("--days is from 1 to 366") }
    }

    func run() throws {
      try AuthorityOperations.writeRevocationList(
        folder: folder, revoking: revoked, to: output, days: days, at: .now())
      print(output)
    }
  }

  struct CertifyServer: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "certify-server",
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
