import ArgumentParser
import KeyCustody
import TongzhaoServer

extension Keys {
  struct Generate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "generate", abstract: "Announce a key that signs from a date of your choice.",
      discussion: """
        The date must be further away than the longest max-age with which the key set was ever served.

        Example: tongzhao keys generate --use token --algorithm ES256 --signs-in-days 21 --settings …
        """)

    @OptionGroup var place: SlotOptions
    @Option(help: "Days until it signs; by the schedule when left out.") var signsInDays: Int?
    @Option(
      name: .customLong("in"), help: "Where it is made, and stays: database or hsm. As the signing key when left out.")
    var keyPlace: KeyPlace?
    @OptionGroup var options: OperatorOptions

    func run() async throws {
      try await options.run(GenerateKey(place.slot, in: keyPlace, signsInDays: signsInDays))
    }
  }

  struct Rotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rotate", abstract: "Announce a successor; it signs when every verifier has had time to fetch it.",
      discussion: """
        With --now it signs at once: verifiers that still hold the former key set refuse new tokens until they fetch
        again. That needs a reason, and is refused (exit code 3) while somebody is known to be behind; --force does it
        all the same, and --plan says what will break. With --dry-run nothing changes; it prints the timeline and who
        has fetched an announced key.

        Example: tongzhao keys rotate --use token --algorithm ES256 --dry-run --settings identity-provider.json
        """)

    @OptionGroup var place: SlotOptions
    @Flag(help: "Let the successor sign at once.") var now = false
    @Flag(help: "Print the timeline and who is ready, and change nothing.") var dryRun = false
    @OptionGroup var readiness: ReadinessOptions
    @OptionGroup var options: OperatorOptions

    func validate() throws {
      if now, !dryRun, options.reason?.isEmpty ?? true {
        throw ValidationError("say why: --reason '…'; it is remembered")
      }
      if readiness.force, !now { throw ValidationError("--force is for --now") }
    }

    func run() async throws {
      if dryRun {
        try await options.run(PreviewKeyRotation(place.slot, activeDays: readiness.activeDays))
      } else {
        try await options.run(
          RotateKey(place.slot, immediately: now, activeDays: readiness.activeDays, force: readiness.force))
      }
    }
  }

  struct Promote: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "promote", abstract: "Let an announced key sign before its date.",
      discussion: """
        Refused (exit code 3) while an active client has not fetched it. --force does it all the same and says what
        will break.

        Example: tongzhao keys promote 3kVdQx --reason 'ahead of the holiday' --settings identity-provider.json
        """)

    @OptionGroup var key: KeyArgument
    @OptionGroup var readiness: ReadinessOptions
    @OptionGroup var options: OperatorOptions

    func run() async throws {
      try await options.run(PromoteKey(key.kid, activeDays: readiness.activeDays, force: readiness.force))
    }
  }

  struct Retire: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "retire",
      abstract:
        "Take a key out of service in order: its announced successor takes over, or an announced key is withdrawn.",
      discussion: "Example: tongzhao keys retire 3kVdQx --reason 'weak machine' --settings identity-provider.json")

    @OptionGroup var key: KeyArgument
    @OptionGroup var readiness: ReadinessOptions
    @OptionGroup var options: OperatorOptions

    func run() async throws {
      try await options.run(RetireKey(key.kid, activeDays: readiness.activeDays, force: readiness.force))
    }
  }

  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "revoke", abstract: "A key may be stolen: replace it at once; what it signed is dead.",
      discussion: """
        Prints the plan first and asks; --plan stops there. Tokens signed by the key are dead at introspection and
        UserInfo within a second.

        Example: tongzhao keys revoke 3kVdQx --emergency --reason 'laptop lost' --settings identity-provider.json
        """)

    @OptionGroup var key: KeyArgument
    @Flag(help: "Needed: there is no other kind of revocation, and none that can be taken back.") var emergency = false
    @Flag(help: "End all sessions and grants too.") var endSessions = false
    @OptionGroup var options: OperatorOptions

    func validate() throws {
      if !emergency { throw ValidationError("a key that is not in danger is retired; to revoke it say --emergency") }
      if endSessions, options.server?.kind == .licenceIssuer {
        throw ValidationError("the licence issuer has no sessions to end")
      }
    }

    func run() async throws { try await options.run(RevokeKey(key.kid, endSessions: endSessions)) }
  }
}
