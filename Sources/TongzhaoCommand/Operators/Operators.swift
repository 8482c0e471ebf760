import ArgumentParser
import Foundation
import JOSE
import QRCode
import TongzhaoServer

/// The people who operate a server.
struct Operators: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "operators",
    abstract: "The people who operate a server: enrol them, suspend them, reset their second factor.",
    discussion: """
      Roles: system (keys, settings, clients, backup), security (approvals, trust, emergencies, operators), audit
      (reading and proving the log), registrar (licences). Nobody has two.

      \(Outcome.help)
      """,
    subcommands: [
      MakeKey.self, Enrol.self, Install.self, List.self, Show.self, Suspend.self, Resume.self, Remove.self,
      ResetSecondFactor.self, WhoAmINow.self,
    ])

  struct Enrol: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "enrol",
      abstract: "Take an operator in: certify the public key, and make the second factor, which is shown once.",
      discussion: """
        The first operator must have the role security. The certificate and the second factor go to the operator.

        Example: tongzhao operators enrol zhang --role security --public-key zhang.pub --certificate zhang.crt \
        --reason 'appointed 2026-11' --settings identity-provider.json
        """)

    @Argument(help: "The name: 2 to 32 small letters, digits, dots and hyphens.") var name: String
    @Option(help: "system, security, audit or registrar.") var role: OperatorRole
    @Option(help: "The operator's public key (PEM), as operators make-key wrote it.") var publicKey: String
    @Option(help: "Where the certificate goes.") var certificate: String
    @Option(help: "Days for which the certificate is good.") var days = 365
    @Flag(help: "The appointment ends with the certificate, which the operator can otherwise renew (login --renew).")
    var fixedTerm = false
    @OptionGroup var options: OperatorOptions

    func run() async throws {
      let pem = try String(contentsOfFile: publicKey, encoding: .utf8)
      guard !FileManager.default.fileExists(atPath: certificate) else {
        throw ValidationError("\(certificate) is there already")
      }
      guard
        let answer = try await options.ask(
          EnrolOperator(name, role: role, publicKeyPEM: pem, days: days, hasFixedTerm: fixedTerm))
      else { return }
      defer { answer.content?.discard() }
      if let made = answer.json["certificate"]?.string {
        try made.write(toFile: certificate, atomically: true, encoding: .utf8)
      }
      try Operators.tell(answer, options)
    }
  }

  struct ResetSecondFactor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "reset-second-factor",
      abstract: "Give an operator another second factor, shown once; every session of the operator is over.",
      discussion: "Example: tongzhao operators reset-second-factor zhang --reason 'lost phone' --settings …")

    @Argument(help: "The operator.") var name: String
    @OptionGroup var options: OperatorOptions

    func run() async throws {
      if let answer = try await options.ask(TongzhaoServer.ResetSecondFactor(name)) {
        try Operators.tell(answer, options)
      }
    }
  }

  /// Prints an answer; a second factor in it also as a QR code, on a terminal.
  static func tell(_ answer: OperatorAnswer, _ options: OperatorOptions) throws {
    if !options.json, Terminal.isOutputATerminal, let address = answer.json["otpauth"]?.string {
      print(try QRCode(address).terminalText)
    }
    try options.tell(answer)
  }
}

extension OperatorRole: ExpressibleByArgument {}
