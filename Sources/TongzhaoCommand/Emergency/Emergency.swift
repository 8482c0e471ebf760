import ArgumentParser
import IdentityProvider
import JOSE
import OAuth
import TongzhaoServer

/// What is stopped at once when something is wrong.
struct Emergency: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "emergency", abstract: "Stop something at once, in every process within a second; or lift it again.",
    discussion: """
      Every measure prints first what it will end (--plan stops there), asks, and needs a --reason. Departments that \
      validate access tokens by themselves believe them until they expire, 300 seconds at most: each plan says until when.

      Example: tongzhao emergency lockdown --reason 'database may be copied' --settings identity-provider.json

      \(Outcome.help)
      """,
    subcommands: [
      RevokeLicenceNow.self, RevokeClientNow.self, RevokeIssuerNow.self, EndSessionsNow.self, LockDownNow.self,
      Lift.self, Status.self,
    ])

  struct RevokeLicenceNow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "revoke-licence",
      abstract: "Block an enterprise's licences here, whatever their issuer says; end what they opened.",
      discussion: """
        The register is not changed: the registrar does that (tongzhao licences suspend). The block stays until \
        tongzhao emergency lift --licence.

        Example: tongzhao emergency revoke-licence 91419001MA00000079 --reason 'phone robbed' --settings …
        """)

    @Argument(help: "The unified social credit code.") var code: String
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(try RevokeLicence(parameters: ["uscc": .string(code)])) }
  }

  struct RevokeClientNow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "revoke-client", abstract: "Take a client out of service and end everything that it was given.",
      discussion: "Example: tongzhao emergency revoke-client portal --reason 'site taken over' --settings …")

    @Argument(help: "The client's identifier.") var clientID: ClientID
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(RevokeClient(clientID)) }
  }

  struct RevokeIssuerNow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "revoke-issuer", abstract: "Accept no more licences of an issuer and end all logins of its region.",
      discussion: "Example: tongzhao emergency revoke-issuer 410000 --reason 'root stolen' --settings …")

    @Argument(help: "The issuer's name in the trust list (six characters are enough), or its region.") var issuer:
      String
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(RevokeIssuer(issuer: issuer)) }
  }

  struct EndSessionsNow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "end-sessions",
      abstract: "End everybody's sessions and grants, or one enterprise's; people log in anew.",
      discussion: "Example: tongzhao emergency end-sessions --reason 'cookies may have leaked' --settings …")

    @Option(help: "Only this enterprise: its unified social credit code.") var licence: String?
    @OptionGroup var options: OperatorOptions

    func run() async throws {
      try await options.run(try EndSessions(parameters: licence.map { ["uscc": .string($0)] } ?? [:]))
    }
  }

  struct LockDownNow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "lockdown", abstract: "Stop logins and everything that is given, until it is lifted.",
      discussion: """
        Everything: nobody logs in, no token is issued or refreshed, UserInfo gives nothing, introspection says \
        inactive. With --logins-only tokens, refresh and introspection go on. Key set, discovery, health, logout, \
        revocation and receipts always go on. People see a calm page with the cause, not the reason.

        Example: tongzhao emergency lockdown --logins-only --cause maintenance --reason 'moving house' --settings …
        """)

    @Flag(help: "Stop logins only.") var loginsOnly = false
    @Option(help: "What people are told: \(Lockdown.Cause.allCases.map(\.rawValue).joined(separator: ", ")).")
    var cause = Lockdown.Cause.security
    @OptionGroup var options: OperatorOptions

    func run() async throws {
      try await options.run(LockDown(level: loginsOnly ? .logins : .everything, cause: cause))
    }
  }

  struct Lift: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "lift",
      abstract: "End the lockdown; or take back the measure against a licence, a client or an issuer.",
      discussion: """
        What was ended stays ended: people log in again.

        Example: tongzhao emergency lift --reason 'all clear' --settings identity-provider.json
        """)

    @Option(help: "Accept this enterprise's licences again: its unified social credit code.") var licence: String?
    @Option(help: "Put this client back into service.") var client: ClientID?
    @Option(help: "Accept this issuer's licences again: its name or region.") var issuer: String?
    @OptionGroup var options: OperatorOptions

    func validate() throws {
      guard [licence, client?.value, issuer].compactMap(\.self).count <= 1 else {
        throw ValidationError("lift one thing at a time")
      }
    }

    func run() async throws {
      let command =
        if let licence {
          try LiftEmergency(parameters: ["uscc": .string(licence)])
        } else if let client {
          LiftEmergency(.client(client))
        } else if let issuer {
          LiftEmergency(.issuer(issuer))
        } else {
          LiftEmergency(.lockdown)
        }
      try await options.run(command)
    }
  }

  struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "status", abstract: "What is stopped at the moment, and what is in force.",
      discussion: "Example: tongzhao emergency status --settings identity-provider.json")

    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(ShowEmergency()) }
  }
}

extension Lockdown.Cause: ExpressibleByArgument {}
