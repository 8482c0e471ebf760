import ArgumentParser
import ELicence
import LicenceIssuer
import TongzhaoServer

/// A command that moves a licence into another state.
private protocol StateCommand: AsyncParsableCommand {
  static var target: LicenceState { get }
  var change: Licences.ChangeOption { get }
}

extension StateCommand {
  func run() async throws { try await change.options.run(MoveLicence(change.code, to: Self.target)) }
}

extension Licences {
  /// Which licence, and why.
  struct ChangeOption: ParsableArguments {
    @Argument(help: "The unified social credit code.") var code: CreditCode
    @OptionGroup var options: OperatorOptions
  }

  struct Suspend: StateCommand {
    static let configuration = CommandConfiguration(
      commandName: "suspend", abstract: "挂失、冻结: refused at the next login within seconds.",
      discussion: "Example: tongzhao licences suspend 91419001MA00000079 --reason 挂失 --settings licence-issuer.json")
    static let target = LicenceState.suspended
    @OptionGroup var change: ChangeOption
  }

  struct Restore: StateCommand {
    static let configuration = CommandConfiguration(
      commandName: "restore", abstract: "Lift a suspension or a temporary closure.",
      discussion: "Example: tongzhao licences restore 91419001MA00000079 --reason 挂失 --settings licence-issuer.json")
    static let target = LicenceState.normal
    @OptionGroup var change: ChangeOption
  }

  struct Revoke: StateCommand {
    static let configuration = CommandConfiguration(
      commandName: "revoke", abstract: "吊销: void for good.",
      discussion: "Example: tongzhao licences revoke 91419001MA00000079 --reason 挂失 --settings licence-issuer.json")
    static let target = LicenceState.revoked
    @OptionGroup var change: ChangeOption
  }

  struct Cancel: StateCommand {
    static let configuration = CommandConfiguration(
      commandName: "cancel", abstract: "注销: the entity has ended.",
      discussion: "Example: tongzhao licences cancel 91419001MA00000079 --reason 挂失 --settings licence-issuer.json")
    static let target = LicenceState.cancelled
    @OptionGroup var change: ChangeOption
  }

  struct Rescind: StateCommand {
    static let configuration = CommandConfiguration(
      commandName: "rescind", abstract: "撤销: the registration is taken back.",
      discussion: "Example: tongzhao licences rescind 91419001MA00000079 --reason 挂失 --settings licence-issuer.json")
    static let target = LicenceState.rescinded
    @OptionGroup var change: ChangeOption
  }

  struct MoveOut: StateCommand {
    static let configuration = CommandConfiguration(
      commandName: "move-out",
      abstract: "迁出: another authority has it now.",
      discussion: "Example: tongzhao licences move-out 91419001MA00000079 --reason 挂失 --settings licence-issuer.json")
    static let target = LicenceState.movedOut
    @OptionGroup var change: ChangeOption
  }

  struct CloseTemporarily: StateCommand {
    static let configuration = CommandConfiguration(
      commandName: "close-temporarily",
      abstract: "歇业: closed for a time, still usable.",
      discussion:
        "Example: tongzhao licences close-temporarily 91419001MA00000079 --reason 挂失 --settings licence-issuer.json")
    static let target = LicenceState.closedTemporarily
    @OptionGroup var change: ChangeOption
  }

  struct Change: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "change", abstract: "Change particulars; wallets obtain the new licence by themselves.",
      discussion: """
        An empty value takes a fact off the licence's face.

        Example: tongzhao licences change 91419001MA00000079 address=河南省济源市新址1号 --reason 变更登记 --settings …
        """)

    @Argument(help: "The unified social credit code.") var code: CreditCode
    @Argument(help: "field=value, one or more.") var edits: [String]
    @OptionGroup var options: OperatorOptions

    func run() async throws {
      let parsed = try edits.map { text in
        guard let edit = ParticularsEdit(text) else { throw ValidationError("'\(text)' is not field=value") }
        return edit
      }
      try await options.run(ChangeLicence(code, parsed))
    }
  }

  struct Withdraw: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "withdraw", abstract: "End what a person holds of a licence.",
      discussion: "Example: tongzhao licences withdraw 91419001MA00000079 --holder 3f… --settings licence-issuer.json")

    @Argument(help: "The unified social credit code.") var code: CreditCode
    @Option(help: "The person's identifier, as show says.") var holder: String
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(WithdrawLicence(code, from: holder)) }
  }
}
