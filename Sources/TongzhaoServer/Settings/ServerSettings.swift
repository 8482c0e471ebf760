package import AuditLog
import Logging
import NIOCore
package import OAuth
package import OAuthHTTP
package import SQLStore

/// What both servers are told: who they are, where they listen, where they keep things.
package struct ServerSettings: Sendable {
  /// The file that these were read from.
  package let file: String?
  /// The server's public address, exactly as clients know it.
  package let issuer: Issuer
  package let listen: ListenAddress
  package let tls: TLSFiles?
  /// Root certificates for outgoing https beside the system's (a PEM file).
  package let trustedRootsFile: String?
  /// Where the server keeps everything.
  package let database: DatabasePlace
  /// The file of a PostgreSQL user's password.
  package let databasePasswordFile: String?
  /// What seals private keys, and the token that some may live in.
  package let keys: KeySettings
  /// The folder of a certificate authority of one's own; without it, certificates are installed by hand.
  package let authorityDirectory: String?
  /// The proxies whose `X-Forwarded-For` is believed.
  package let trustedProxies: [AddressRange]
  /// Connections that the server holds at a time, and how many of them one network address may.
  package let connections: Int
  package let connectionsPerSource: Int
  /// The web wallet's address, offered to people who log in on the device that holds their licence.
  package let webWallet: Issuer?
  package let logLevel: String
  /// How long keys are announced and sign, and how long the key set may be kept.
  package let rotation: RotationSettings
  /// Where metrics are served; nowhere when not said, and never where the public listens.
  package let metricsListen: ListenAddress?
  /// Where traces are sent to (OTLP over HTTP); none are made when not said.
  package let traceEndpoint: String?
  /// Seconds that the server goes on serving after it was asked to stop, saying that it is not ready, so that proxies
  /// send nobody any more.
  package let drainTime: Int
  /// For how long personal details beside the audit log are kept.
  package let auditRetention: RetentionPolicy
  /// Where the newest checkpoint of the audit log is left; nowhere when the database is no file and none is named.
  package let auditCheckpointFile: String?
  /// Seconds that requests in flight are given when the server is asked to stop.
  package let stopGrace: Int
  /// Who operates the server from elsewhere.
  package let operators: OperatorSettings

  init?(_ reader: inout SettingsReader) {
    file = reader.file
    let issuer = reader.requiredText("issuer", "the server's public address")
    let checked = issuer.flatMap { Issuer($0) }
    if issuer != nil, checked == nil {
      reader.wrong("issuer", "must be an https address, or http on a literal loopback address, without query")
    }
    let listen = reader.requiredText("listen", "host:port")
    let address = listen.flatMap { ListenAddress($0) }
    if listen != nil, address == nil { reader.wrong("listen", "must be host:port, as 127.0.0.1:8701") }

    let certificate = reader.file("tls.certificate-file", "certificate chain for https (PEM)")
    let key = reader.file("tls.key-file", "its private key (PEM)")
    if (certificate == nil) != (key == nil) {
      reader.wrong("tls", "needs both certificate-file and key-file, or neither")
    }
    trustedRootsFile = reader.file(
      "tls.trusted-roots-file", "roots believed in outgoing https beside the system's (PEM)")
    databasePasswordFile = reader.file(
      "database-password-file", "file of the password at the PostgreSQL server; a credential's path too")
    let database = DatabasePlace(&reader, passwordFile: databasePasswordFile)
    let keys = KeySettings(&reader)
    authorityDirectory = reader.file("keys.authority", "folder of a certificate authority of one's own")
    trustedProxies = reader.ranges("http.trusted-proxies", "addresses or ranges whose X-Forwarded-For is believed")
    connections = reader.number(
      "http.connections", "connections held at a time; more wait", default: 4096, in: 16...1_000_000, .count)
    connectionsPerSource = reader.number(
      "http.connections-per-source", "of these, what one network address may hold (trusted proxies: all)",
      default: 1024, in: 8...1_000_000, .count)
    let wallet = reader.text("wallets.web", "the web wallet's address, offered on login pages")
    webWallet = wallet.flatMap { Issuer($0) }
    if wallet != nil, webWallet == nil { reader.wrong("wallets.web", "must be an https address") }
    logLevel = reader.word(
      "log.level", "what is logged", of: Logger.Level.allCases.map(\.rawValue), default: Logger.Level.info.rawValue)
    rotation = RotationSettings(&reader)
    let retention = reader.number(
      "audit.retention-days", "how long personal details beside the audit log are kept",
      default: RetentionPolicy.shortest.days, in: RetentionPolicy.shortest.days...36_500, .days)
    auditRetention = (try? RetentionPolicy(days: retention)) ?? .shortest
    let checkpointFile = reader.text(
      "audit.checkpoint-file", "where the newest checkpoint is left; beside the database when that is a file")
    auditCheckpointFile = checkpointFile ?? database?.file.map(AuditFiles.checkpointFile)
    stopGrace = reader.number(
      "http.stop-grace", "how long requests in flight are given at a stop", default: 10, in: 0...300)

    let metrics = reader.text("metrics.listen", "where metrics are served, host:port, apart from the public address")
    metricsListen = metrics.flatMap { ListenAddress($0) }
    if metrics != nil, metricsListen == nil {
      reader.wrong("metrics.listen", "must be host:port, as 127.0.0.1:9701")
    } else if let metricsListen, metricsListen == address, metricsListen.port != 0 {
      reader.wrong("metrics.listen", "must not be where the public listens")
    }
    let traces = reader.text(
      "telemetry.otlp-endpoint", "where traces are sent to (OTLP/HTTP), as http://127.0.0.1:4318")
    traceEndpoint = traces
    if let traces, !(traces.hasPrefix("https://") || traces.hasPrefix("http://")) {
      reader.wrong("telemetry.otlp-endpoint", "must be an http or https address")
    }
    drainTime = reader.number(
      "http.drain-time", "how long serving goes on at a stop while not ready any more", default: 0, in: 0...300)

    operators = OperatorSettings(&reader)

    guard let checked, let address, let database, let keys else { return nil }
    self.issuer = checked
    self.listen = address
    self.tls = certificate.flatMap { certificate in key.map { TLSFiles(certificate: certificate, key: $0) } }
    self.database = database
    self.keys = keys
  }
}
