import JOSE
package import OAuthHTTP

/// Who may operate a server from elsewhere, and by which door.
package struct OperatorSettings: Sendable {
  /// Where the admin API listens.
  package enum Listening: Sendable, Hashable {
    case address(ListenAddress)
    /// A socket in the file system.
    case socket(path: String)
  }

  /// Nil: there is no admin API.
  package let listen: Listening?
  package let tls: TLSFiles?
  /// The folder of the authority whose certificates operators show.
  package let authority: String?
  package let sessions: OperatorSessionPolicy

  init(_ reader: inout SettingsReader) {
    let listen = reader.text(
      "admin.listen", "where the admin API listens: host:port, or unix:/path; not at all when not said")
    let certificate = reader.file("admin.certificate-file", "certificate chain of the admin API (PEM)")
    let key = reader.file("admin.key-file", "its private key (PEM)")
    authority = reader.file("operators.authority", "folder of the authority that certifies operators")
    sessions = OperatorSessionPolicy(
      idle: reader.number(
        "operators.session-idle", "an operator's session ends when unused for", default: 900, in: 30...86_400),
      lifetime: reader.number(
        "operators.session-lifetime", "an operator's session ends after", default: 8 * 3600, in: 60...86_400))
    switch listen {
    case nil: self.listen = nil
    case .some(let text) where text.hasPrefix("unix:/"): self.listen = .socket(path: String(text.dropFirst(5)))
    case .some(let text):
      let address = ListenAddress(text)
      if address == nil { reader.wrong("admin.listen", "must be host:port or unix:/path") }
      self.listen = address.map { .address($0) }
    }
    tls = certificate.flatMap { certificate in key.map { TLSFiles(certificate: certificate, key: $0) } }
    if (certificate == nil) != (key == nil) {
      reader.wrong("admin", "needs both certificate-file and key-file, or neither")
    }
    if listen != nil, certificate == nil || key == nil || authority == nil {
      reader.wrong("admin.listen", "needs admin.certificate-file, admin.key-file and operators.authority")
    }
  }
}

/// How long operators' sessions live, in seconds.
package struct OperatorSessionPolicy: Sendable, Hashable {
  package let idle: Int
  package let lifetime: Int

  package init(idle: Int = 900, lifetime: Int = 8 * 3600) {
    self.idle = idle
    self.lifetime = lifetime
  }
}
