import ArgumentParser
import Foundation
import JOSE
import LicenceIssuer

extension Licences {
  struct ImportFile: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import", abstract: "Import a CSV or JSON Lines file: all of it, or nothing.",
      discussion: """
        UTF-8 (with or without BOM) or GB18030; Chinese or English column names. Every wrong line is named with its
        number, field and reason, and then nothing is changed. The same file twice changes nothing.

        Example: tongzhao licences import licences.csv --settings licence-issuer.json
        """)

    @Argument(help: "The file.") var file: String
    @OptionGroup var options: SettingsOption
    @Flag(help: "The result as JSON.") var json = false

    func run() async throws {
      let registrar = try await Licences.registrar(options)
      let size = try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int ?? 0
      let bar = ProgressBar(total: size)
      let report = try await registrar.importFile(file, at: .now()) { bar.show($0.bytes, note: "\($0.records)") }
      bar.finish()
      switch report {
      case .imported(let summary):
        if json {
          let counts: JSON = [
            "registered": .integer(Int64(summary.registered)), "changed": .integer(Int64(summary.changed)),
            "unchanged": .integer(Int64(summary.unchanged)),
          ]
          print(counts.text)
        } else {
          print("\(summary.registered) registered, \(summary.changed) changed, \(summary.unchanged) unchanged")
        }
      case .rejected(let faults, let total):
        for fault in faults { Terminal.error("\(fault.chinese)\n  \(fault.english)") }
        Terminal.error(
          total > faults.count
            ? "\(total) lines are wrong, the first \(faults.count) are named above; nothing was changed"
            : "\(total) lines are wrong; nothing was changed")
        throw ExitCode.failure
      }
    }
  }

  struct Sample: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a made-up file of licences that imports without a fault.",
      discussion: "Example: tongzhao licences sample --count 1000 > sample.csv")

    @Option(help: "How many licences.") var count: Int
    @Option(help: "csv or jsonl.") var format = SampleFormat.csv
    @Flag(help: "English column names.") var english = false

    enum SampleFormat: String, ExpressibleByArgument, CaseIterable {
      case csv, jsonl
    }

    func run() throws {
      try Registrar.sample(
        count: count, format: format == .csv ? .csv : .jsonLines, usesEnglishNames: english
      ) { try FileHandle.standardOutput.write(contentsOf: Data($0)) }
    }
  }
}
