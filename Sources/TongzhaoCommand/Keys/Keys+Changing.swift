import ArgumentParser
import IdentityProvider
import JOSE
import KeyCustody
import TongzhaoServer

extension Keys {
  struct Generate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Announce a key that signs from a date of your choice.",
      discussion: """
        The date must be further away than the longest max-age with which the key set was ever served.

        Example: tongzhao keys generate --use token --algorithm ES256 --signs-in-days 21 --settings …
        """)

    @OptionGroup var place: SlotOptions
    @Option(help: "Days until it signs; by the schedule when left out.") var signsInDays: Int?
    @OptionGroup var options: Options

    func run() async throws {
      try await Terminal.operating {
        let now = NumericDate.now()
        let key = try await options.operations()
          .generate(place.slot, signsFrom: signsInDays.map { now + $0 * 86_400 }, at: now)
        let shown = PublishedKey(key)
        if options.json { print(JSON.object(shown.json).text) } else { for line in shown.lines { print(line) } }
      }
    }
  }

  struct Rotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Announce a successor; it signs when every verifier has had time to fetch it.",
      discussion: """
        With --now it signs at once: verifiers that still hold the former key set refuse new tokens until they fetch
        again. With --dry-run nothing changes; it prints the timeline and who has fetched an announced key.

        Example: tongzhao keys rotate --use token --algorithm ES256 --dry-run --settings identity-provider.json
        """)

    @OptionGroup var place: SlotOptions
    @Flag(help: "Let the successor sign at once.") var now = false
    @Flag(help: "Print the timeline and who is ready, and change nothing.") var dryRun = false
    @Option(help: "Why; remembered.") var reason: String?
    @Option(help: "A client that was seen within so many days counts as active.") var activeDays = 14
    @OptionGroup var options: Options

    func run() async throws {
      try await Terminal.operating {
        let operations = try await options.operations()
        if dryRun {
          try await show(operations)
          return
        }
        let kid = try await operations.rotate(place.slot, immediately: now, reason: reason, at: .now())
        print(options.json ? JSON.object(["kid": .string(kid)]).text : kid)
      }
    }

    private func show(_ operations: KeyOperations) async throws {
      let date = NumericDate.now()
      let timeline = try await operations.timeline(of: place.slot, announcing: true, at: date)
      let announced = operations.list().first { $0.slot == place.slot && $0.state == .announced }
      var readiness: KeyReadiness?
      if let announced {
        readiness = try await operations.readiness(
          of: try await operations.key(announced.kid), activeDays: activeDays, at: date)
      }
      if options.json {
        var answer: JSONObject = ["timeline": timeline.json]
        answer["announced"] = announced.map { .string($0.kid) }
        answer["readiness"] = readiness?.json
        print(JSON.object(answer).text)
        return
      }
      for line in timeline.lines { print(line) }
      if let readiness {
        print("Who has fetched the announced key:")
        for line in readiness.lines { print(line) }
        for line in readiness.warnings { print("  ! \(line)") }
      }
    }
  }

  struct Promote: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Let an announced key sign before its date.",
      discussion: """
        Refused (exit code 3) while an active client has not fetched it. --force does it all the same and says what
        will break.

        Example: tongzhao keys promote 3kVdQx --reason 'ahead of the holiday' --settings identity-provider.json
        """)

    @OptionGroup var key: KeyArgument
    @OptionGroup var readiness: ReadinessOptions
    @Option(help: "Why; remembered.") var reason: String
    @Flag(help: "Do not ask.") var yes = false
    @OptionGroup var options: Options

    func run() async throws {
      try await Terminal.operating {
        let operations = try await options.operations()
        let stored = try await operations.key(key.kid)
        if readiness.force {
          let warnings = try await operations.readiness(of: stored, activeDays: readiness.activeDays, at: .now())?
            .warnings
          for line in warnings ?? [] { Terminal.error(line) }
          if warnings?.isEmpty == false { try Terminal.confirm("Promote it all the same?", yes: yes) }
        }
        try await operations.promote(
          stored, activeDays: readiness.activeDays, force: readiness.force, reason: reason, at: .now())
        let shown = PublishedKey(try await operations.key(stored.kid))
        if options.json { print(JSON.object(shown.json).text) } else { for line in shown.lines { print(line) } }
      }
    }
  }

  struct Retire: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract:
        "Take a key out of service in order: its announced successor takes over, or an announced key is withdrawn.",
      discussion: "Example: tongzhao keys retire 3kVdQx --reason 'weak machine' --settings identity-provider.json")

    @OptionGroup var key: KeyArgument
    @OptionGroup var readiness: ReadinessOptions
    @Option(help: "Why; remembered.") var reason: String
    @Flag(help: "Do not ask.") var yes = false
    @OptionGroup var options: Options

    func run() async throws {
      try await Terminal.operating {
        let operations = try await options.operations()
        let stored = try await operations.key(key.kid)
        try Terminal.confirm("Retire \(stored.slot) \(stored.kid), which is \(stored.state.rawValue)?", yes: yes)
        try await operations.retire(
          stored, activeDays: readiness.activeDays, force: readiness.force, reason: reason, at: .now())
        let shown = PublishedKey(try await operations.key(stored.kid))
        if options.json { print(JSON.object(shown.json).text) } else { for line in shown.lines { print(line) } }
      }
    }
  }

  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "A key may be stolen: replace it at once; what it signed is dead.",
      discussion: """
        Prints the plan first and asks; --plan stops there. Tokens signed by the key are dead at introspection and
        UserInfo within a second.

        Example: tongzhao keys revoke 3kVdQx --emergency --reason 'laptop lost' --settings identity-provider.json
        """)

    @OptionGroup var key: KeyArgument
    @Flag(help: "Needed: there is no other kind of revocation, and none that can be taken back.") var emergency = false
    @Flag(help: "End all sessions and grants too.") var endSessions = false
    @Flag(help: "Print the plan and stop.") var plan = false
    @Flag(help: "Do not ask.") var yes = false
    @Option(help: "Why; remembered.") var reason: String
    @OptionGroup var options: Options

    func validate() throws {
      if !emergency { throw ValidationError("a key that is not in danger is retired; to revoke it say --emergency") }
      if endSessions, options.server != .identityProvider {
        throw ValidationError("the licence issuer has no sessions to end")
      }
    }

    func run() async throws {
      try await Terminal.operating {
        let operations = try await options.operations()
        let stored = try await operations.key(key.kid)
        let planned = try await operations.revocationPlan(stored)
        let lines = planned.lines(endingSessions: endSessions, signsTokens: stored.slot.use == .token)
        if plan {
          print(
            options.json ? JSON.object(["plan": .array(lines.map(JSON.string))]).text : lines.joined(separator: "\n"))
          return
        }
        for line in lines { Terminal.error(line) }
        try Terminal.confirm("Revoke it now?", yes: yes)
        let (done, ended) = try await operations.revoke(
          stored, endingSessions: endSessions, reason: reason, at: .now())
        let successor = operations.list().first { $0.slot == done.slot && $0.state == .signing }
        if options.json {
          print(
            JSON.object([
              "revoked": .string(done.kid), "signing": successor.map { .string($0.kid) } ?? .null,
              "sessions_ended": .integer(Int64(ended)),
            ]).text)
        } else {
          print("Revoked: \(done.kid)")
          if let successor { print("Signing: \(successor.kid)") }
          if endSessions { print("Sessions ended: \(ended)") }
        }
      }
    }
  }
}
