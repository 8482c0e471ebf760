import ArgumentParser
import JOSE
import TongzhaoServer

/// Trades an operator's two factors for a session.
struct Login: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "login",
    abstract: "Begin a session as an operator: by the key on this machine, and a code of the authenticator app.",
    discussion: """
      The session ends by itself after some minutes unused, or when it is suspended. Its token is kept in a private file
      beside the profile and is good only together with a key that is made for this session.

      With --renew the operator's own certificate is renewed by the way, for the same key and as many days as before,
      unless the appointment was for a fixed term. One that has ended is not renewed: somebody must enrol the operator.

      Example: tongzhao login --operator zhang.json
      """)

  @Option(name: .customLong("operator"), help: "The profile; ~/.config/tongzhao/operator.json when left out.")
  var profile: String?
  @Option(help: "The admin API, https://host:port or unix:/path, when not the profile's.") var server: String?
  @Option(help: "A private file with the passphrase; asked for when left out.") var passphraseFile: String?
  @Flag(help: "Renew the operator's certificate too.") var renew = false
  @Flag(help: "Answer in JSON.") var json = false

  /// So many days before the end of the certificate one is told to renew it.
  private static let notice = 30

  func run() async throws {
    try await Terminal.operating {
      let profile = try OperatorProfile(file: ProfilePlace.file(profile))
      let passphrase = try SecretEntry.passphrase(passphraseFile)
      let (session, certifiedUntil) = try await AdminClient.logIn(
        profile, server: server, passphrase: passphrase, code: try SecretEntry.code(), renewing: renew)
      let answer: JSON = [
        "name": .string(session.name), "role": .string(session.role), "server": .string(session.server),
        "expires_at": .date(session.expiresAt), "certificate_until": certifiedUntil.map(JSON.date) ?? .null,
        "renewed": .bool(renew),
      ]
      print(
        json
          ? answer.text
          : "\(session.name) (\(session.role)) at \(session.server), until \(session.expiresAt.text) at the latest")
      guard let certifiedUntil else { return }
      if renew {
        Terminal.error("The certificate was renewed: it is good until \(certifiedUntil.text).")
      } else if certifiedUntil < .now() + Self.notice * 86_400 {
        Terminal.error("The certificate ends at \(certifiedUntil.text): log in with --renew before.")
      }
    }
  }
}

/// Ends an operator's session.
struct Logout: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "logout", abstract: "End an operator's session, at the server and here.",
    discussion: "Example: tongzhao logout --operator zhang.json")

  @Option(name: .customLong("operator"), help: "The profile; ~/.config/tongzhao/operator.json when left out.")
  var profile: String?

  func run() async throws {
    try await Terminal.operating {
      let profile = try OperatorProfile(file: ProfilePlace.file(profile))
      let session = try SavedSession(of: profile)
      try SavedSession.forget(of: profile)
      try await AdminClient(session, of: profile).logOut()
    }
  }
}
