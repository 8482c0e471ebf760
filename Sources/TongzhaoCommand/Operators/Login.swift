import ArgumentParser
import JOSE
import TongzhaoServer

/// Trades an operator's two factors for a session.
struct Login: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Begin a session as an operator: by the key on this machine, and a code of the authenticator app.",
    discussion: """
      The session ends by itself after some minutes unused, or when it is suspended. Its token is kept in a private file
      beside the profile and is good only together with a key that is made for this session.

      Example: tongzhao login --operator zhang.json
      """)

  @Option(name: .customLong("operator"), help: "The profile; ~/.config/tongzhao/operator.json when left out.")
  var profile: String?
  @Option(help: "The admin API, https://host:port or unix:/path, when not the profile's.") var server: String?
  @Option(help: "A private file with the passphrase; asked for when left out.") var passphraseFile: String?
  @Flag(help: "Answer in JSON.") var json = false

  func run() async throws {
    try await Terminal.operating {
      let profile = try OperatorProfile(file: ProfilePlace.file(profile))
      let passphrase = try SecretEntry.passphrase(passphraseFile)
      let session = try await AdminClient.logIn(
        profile, server: server, passphrase: passphrase, code: try SecretEntry.code())
      let answer: JSON = [
        "name": .string(session.name), "role": .string(session.role), "server": .string(session.server),
        "expires_at": .date(session.expiresAt),
      ]
      print(
        json
          ? answer.text
          : "\(session.name) (\(session.role)) at \(session.server), until \(session.expiresAt.text) at the latest")
    }
  }
}

/// Ends an operator's session.
struct Logout: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "End an operator's session, at the server and here.",
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
