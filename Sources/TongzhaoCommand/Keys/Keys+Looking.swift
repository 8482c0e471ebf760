import ArgumentParser
import IdentityProvider
import JOSE
import KeyCustody
import TongzhaoServer

extension Keys {
  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "One key: its dates, and for an announced token key who has fetched it.",
      discussion: "Example: tongzhao keys show 3kVdQx --settings identity-provider.json")

    @OptionGroup var key: KeyArgument
    @OptionGroup var options: Options
    @Option(help: "A client that was seen within so many days counts as active.") var activeDays = 14

    func run() async throws {
      try await Terminal.operating {
        let operations = try await options.operations()
        let stored = try await operations.key(key.kid)
        let shown = PublishedKey(stored)
        let readiness =
          stored.state == .announced
          ? try await operations.readiness(of: stored, activeDays: activeDays, at: .now()) : nil
        if options.json {
          var json = shown.json
          json["jwk"] = .object(shown.jwk)
          json["promoted_at"] = stored.promotedAt.map(JSON.date)
          json["retired_at"] = stored.retiredAt.map(JSON.date)
          json["removed_at"] = stored.removedAt.map(JSON.date)
          json["readiness"] = readiness?.json
          print(JSON.object(json).text)
          return
        }
        for line in shown.lines { print(line) }
        for certificate in operations.certificates(of: stored) {
          print("    certificate \(certificate.subject), until \(certificate.until.text)")
        }
        if let readiness {
          print("Who has fetched it:")
          for line in readiness.lines { print(line) }
        }
      }
    }
  }

  struct ExportPublic: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export-public", abstract: "Public keys, for departments that take them by hand.",
      discussion: "Example: tongzhao keys export-public --format pem --settings identity-provider.json > keys.pem")

    @OptionGroup var settings: SettingsOption
    @Option(help: "Whose keys: identity-provider or licence-issuer.") var server = ServerKind.identityProvider
    @Option(help: "Only keys of this use.") var use: KeyUse?
    @Option(help: "jwks (RFC 7517), pem (SubjectPublicKeyInfo) or certificates.") var format = PublicKeyFormat.jwks

    func run() async throws {
      let operations = KeyOperations(try await server.open(settings.settings))
      print(operations.exported(use, as: format), terminator: format == .jwks ? "\n" : "")
    }
  }

  struct Schedule: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "What will happen to the keys, and everything that is wrong with the plan (exit code 2).",
      discussion: """
        With --announce or --sign it tells instead whether such a schedule could be used for keys made from now on.

        Example: tongzhao keys schedule --settings identity-provider.json
        """)

    @OptionGroup var options: Options
    @Option(help: "Try an announcement of so many seconds.") var announce: Int?
    @Option(help: "Try a time of signing of so many seconds.") var sign: Int?

    func run() async throws {
      let operations = try await options.operations()
      if announce != nil || sign != nil {
        try await tryPolicy(operations)
        return
      }
      let (timelines, faults) = try await operations.schedule(at: .now())
      if options.json {
        let answer: JSON = [
          "longest_max_age": .integer(Int64(try await operations.longestMaximumAge())),
          "timelines": .array(timelines.map(\.json)), "faults": .array(faults.map { .string($0.sentence) }),
        ]
        print(answer.text)
      } else {
        for line in timelines.flatMap(\.lines) { print(line) }
      }
      for fault in faults { Terminal.error(fault.sentence) }
      if !faults.isEmpty { throw Outcome.faulty }
    }

    private func tryPolicy(_ operations: KeyOperations) async throws {
      let longest = try await operations.longestMaximumAge()
      let standard = RotationPolicy.standard(for: .token)
      do throws(RotationPolicyRejection) {
        let policy = try RotationPolicy(
          announce: announce ?? standard.announce, sign: sign ?? standard.sign, longestLife: standard.longestLife)
        if let refusal = KeySchedule.refusal(of: policy, longestMaximumAge: longest) { throw refusal }
      } catch {
        switch error {
        case .announcementTooShort:
          Terminal.error("A key must be announced for longer than \(longest) s, the longest max-age ever served.")
        case .signingShorterThanAnnouncement:
          Terminal.error("A key must sign for at least as long as its successor is announced, or there is a gap.")
        case .lifeOutOfRange: Terminal.error("What is signed must live for some time.")
        }
        throw Outcome.faulty
      }
      print(options.json ? #"{"usable":true}"# : "Such a schedule can be used.")
    }
  }

  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Open every private key, sign with it and check the signature and the schedule (exit code 2).",
      discussion: "Example: tongzhao keys verify --settings identity-provider.json")

    @OptionGroup var options: Options

    func run() async throws {
      let operations = try await options.operations()
      let faults = try await operations.faults()
      let lines =
        faults.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.rawValue)." }
        + (try await operations.schedule(at: .now())).faults.map(\.sentence)
      if options.json {
        let answer: JSON = [
          "keys": .integer(Int64(operations.list().count)), "faults": .array(lines.map(JSON.string)),
        ]
        print(answer.text)
      } else if lines.isEmpty {
        print("\(operations.list().count) keys open, sign and verify.")
      }
      for line in lines { Terminal.error(line) }
      if !lines.isEmpty { throw Outcome.faulty }
    }
  }
}
