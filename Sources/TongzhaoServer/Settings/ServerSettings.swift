import Logging
import NIOCore
package import OAuth
package import OAuthHTTP

/// What both servers are told: who they are, where they listen, where they keep things.
package struct ServerSettings: Sendable {
  /// The server's public address, exactly as clients know it.
  package let issuer: Issuer
  package let listen: ListenAddress
  package let tls: TLSFiles?
  /// Root certificates for outgoing https beside the system's (a PEM file).
  package let trustedRootsFile: String?
  /// The SQLite file.
  package let database: String
  package let keyEncryptionKeyFile: String
  /// The folder of a certificate authority of one's own; without it, certificates are installed by hand.
  package let authorityDirectory: String?
  /// The proxies whose `X-Forwarded-For` is believed.
  package let trustedProxies: [AddressRange]
  /// The web wallet's address, offered to people who log in on the device that holds their licence.
  package let webWallet: Issuer?
  package let logLevel: String
  /// How long keys are announced and sign, and how long the key set may be kept.
  package let rotation: RotationSettings
  /// Seconds that requests in flight are given when the server is asked to stop.
  package let stopGrace: Int

  init?(_ reader: inout SettingsReader) {
    let issuer = reader.requiredText("issuer", "the server's public address")
    let checked = issuer.flatMap { Issuer($0) }
    if issuer != nil, checked == nil {
      reader.wrong("issuer", "must be an https address, or http on a literal loopback address, without query")
    }
    let listen = reader.requiredText("listen", "host:port")
    let address = listen.flatMap { ListenAddress($0) }
    if listen != nil, address == nil { reader.wrong("listen", "must be host:port, as 127.0.0.1:8701") }

    let certificate = reader.file("tls.certificate-file")
    let key = reader.file("tls.key-file")
    if (certificate == nil) != (key == nil) {
      reader.wrong("tls", "needs both certificate-file and key-file, or neither")
    }
    trustedRootsFile = reader.file("tls.trusted-roots-file")
    let database = reader.requiredText("database", "the SQLite file")
    let encryptionKey = reader.requiredText("keys.encryption-key-file", "the key that seals private keys")
    authorityDirectory = reader.file("keys.authority")
    var proxies: [AddressRange] = []
    for text in reader.texts("http.trusted-proxies") {
      if let range = AddressRange(text) {
        proxies.append(range)
      } else {
        reader.wrong("http.trusted-proxies", "\(text) is no address or range, as 10.0.0.0/8")
      }
    }
    trustedProxies = proxies
    let wallet = reader.text("wallets.web")
    webWallet = wallet.flatMap { Issuer($0) }
    if wallet != nil, webWallet == nil { reader.wrong("wallets.web", "must be an https address") }
    logLevel = reader.text("log.level") ?? "info"
    if Logger.Level(rawValue: logLevel) == nil {
      reader.wrong("log.level", "must be one of trace, debug, info, notice, warning, error, critical")
    }
    rotation = RotationSettings(&reader)
    stopGrace = reader.number("http.stop-grace", default: 10, in: 0...300)

    guard let checked, let address, let database, let encryptionKey else { return nil }
    self.issuer = checked
    self.listen = address
    self.tls = certificate.flatMap { certificate in key.map { TLSFiles(certificate: certificate, key: $0) } }
    self.database = database
    self.keyEncryptionKeyFile = encryptionKey
  }
}
