import ArgumentParser
import ELicence
import JOSE
import LicenceIssuer

/// A command that moves a licence into another state.
private protocol StateCommand: AsyncParsableCommand {
  static var target: LicenceState { get }
  var change: Licences.ChangeOption { get }
}

extension StateCommand {
  func run() async throws {
    let registrar = try await Licences.registrar(change.settings)
    let licence = try await Terminal.explaining {
      try await registrar.move(change.code, to: Self.target, reason: change.reason, at: .now())
    }
    print(licence.line)
  }
}

extension Licences {
  /// Which licence, and why.
  struct ChangeOption: ParsableArguments {
    @Argument(help: "The unified social credit code.") var code: CreditCode
    @Option(help: "Why; kept in the licence's history.") var reason: String
    @OptionGroup var settings: SettingsOption
  }

  struct Suspend: StateCommand {
    static let configuration = CommandConfiguration(abstract: "挂失、冻结: refused at the next login within seconds.")
    static let target = LicenceState.suspended
    @OptionGroup var change: ChangeOption
  }

  struct Restore: StateCommand {
    static let configuration = CommandConfiguration(abstract: "Lift a suspension or a temporary closure.")
    static let target = LicenceState.normal
    @OptionGroup var change: ChangeOption
  }

  struct Revoke: StateCommand {
    static let configuration = CommandConfiguration(abstract: "吊销: void for good.")
    static let target = LicenceState.revoked
    @OptionGroup var change: ChangeOption
  }

  struct Cancel: StateCommand {
    static let configuration = CommandConfiguration(abstract: "注销: the entity has ended.")
    static let target = LicenceState.cancelled
    @OptionGroup var change: ChangeOption
  }

  struct Rescind: StateCommand {
    static let configuration = CommandConfiguration(abstract: "撤销: the registration is taken back.")
    static let target = LicenceState.rescinded
    @OptionGroup var change: ChangeOption
  }

  struct MoveOut: StateCommand {
    static let configuration = CommandConfiguration(
      commandName: "move-out", abstract: "迁出: another authority has it now.")
    static let target = LicenceState.movedOut
    @OptionGroup var change: ChangeOption
  }

  struct CloseTemporarily: StateCommand {
    static let configuration = CommandConfiguration(
      commandName: "close-temporarily", abstract: "歇业: closed for a time, still usable.")
    static let target = LicenceState.closedTemporarily
    @OptionGroup var change: ChangeOption
  }

  struct Change: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Change particulars; wallets obtain the new licence by themselves.",
      discussion: """
        An empty value takes a fact off the licence's face.

        Example: tongzhao licences change 91419001MA00000079 address=河南省济源市新址1号 --reason 变更登记 --settings …
        """)

    @Argument(help: "The unified social credit code.") var code: CreditCode
    @Argument(help: "field=value, one or more.") var edits: [String]
    @Option(help: "Why; kept in the licence's history.") var reason: String
    @OptionGroup var settings: SettingsOption

    func run() async throws {
      let parsed = try edits.map { text in
        guard let edit = ParticularsEdit(text) else { throw ValidationError("'\(text)' is not field=value") }
        return edit
      }
      let registrar = try await Licences.registrar(settings)
      let licence = try await Terminal.explaining {
        try await registrar.change(code, parsed, reason: reason, at: .now())
      }
      print(licence.line)
    }
  }

  struct Withdraw: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "End what a person holds of a licence.")

    @Argument(help: "The unified social credit code.") var code: CreditCode
    @Option(help: "The person's identifier, as show says.") var holder: String
    @OptionGroup var settings: SettingsOption

    func run() async throws {
      let registrar = try await Licences.registrar(settings)
      try await Terminal.explaining { try await registrar.withdraw(holder, from: code, at: .now()) }
      print("withdrawn")
    }
  }
}
